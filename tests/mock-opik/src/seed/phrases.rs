//! The phrases of made-up conversations. `{}` is replaced by one of the things.

/// Things a conversation can be about.
pub(super) const THINGS: [&str; 24] = [
    "my order",
    "the invoice",
    "the blue jacket",
    "a gift card",
    "the spring sale",
    "my address",
    "the delivery",
    "the warranty",
    "my account",
    "the newsletter",
    "a return",
    "the size chart",
    "the coffee grinder",
    "the garden chair",
    "my subscription",
    "the pick-up point",
    "the password",
    "the loyalty points",
    "the opening hours",
    "the reading lamp",
    "the tent",
    "the repair",
    "the voucher",
    "the wooden train",
];

/// What people open with.
pub(super) const OPENINGS: [&str; 14] = [
    "Hello, I have a question about {}.",
    "Hi! Can you help me with {}?",
    "Where do I find {}?",
    "There is something wrong with {}, and I don't know what.",
    "Good morning. My sister recommended you; it is about {}.",
    "I have been waiting for {} for nine days now. What is going on?",
    "quick one: {} – still possible today?",
    "I'd like to change {} before it is too late.",
    "How much would it cost to exchange {}?",
    "Ich habe eine Frage zu {}, geht das auch auf Deutsch?",
    "Bonjour, je n'arrive pas à trouver {} sur votre site.",
    "Is {} also available in Norway?",
    "I read the help page about {} twice and still don't get it.",
    "Please cancel {}.",
];

/// What people go on with.
pub(super) const REPLIES: [&str; 14] = [
    "Thanks! And what about {}?",
    "Hm, that is not what I see. It says something else for {}.",
    "OK, I tried that.",
    "Could you check {} as well, while you are at it?",
    "How long will that take?",
    "Perfect, that solved it!",
    "No, the other one. I meant {}.",
    "Why?",
    "My number is 40-2217-B, if that helps.",
    "Can I speak to a person about {}?",
    "And if it rains?",
    "Great 👍",
    "I am on the train, so please keep it short.",
    "One more thing about {}, then I am done.",
];

/// What the assistant answers.
pub(super) const ANSWERS: [&str; 14] = [
    "Of course! I looked at {} for you: everything is as it should be, and you will get a message as soon as that changes.",
    "Good question. For {} it works like this:\n\n1. Open **Orders**\n2. Choose the one from this week\n3. Press *Change*\n\nIt takes effect at once.",
    "I am sorry for the trouble with {}. I have passed it on, and a colleague looks at it this afternoon.",
    "Here is an overview of {}:\n\n| Option | Price | Days |\n|---|---:|---:|\n| Standard | 4.90 € | 3 |\n| Express | 9.90 € | 1 |\n| Pick-up | free | 2 |\n\nWhich one would you like?",
    "Yes, that is possible. You have until midnight.",
    "For {}, please note:\n\n- the original receipt is enough\n- the box is not needed\n- sending it back is free within 30 days",
    "Natürlich, gern auch auf Deutsch. Zu {}: Das erledige ich sofort für Sie.",
    "Avec plaisir. Pour {}, cliquez sur « Mon compte », puis « Commandes ».",
    "I checked twice: {} left our warehouse on Tuesday and is in Rotterdam at the moment.",
    "Not quite. What you see is the estimate from before; reload the page and it shows the new amount.",
    "You are welcome! Is there anything else I can do for you?",
    "A person can take over between 8 and 18 h. Shall I write down that it is about {}?",
    "You can check it yourself, too:\n\n```sh\nshop status --about \"{}\"\n```\n\nIt answers within seconds.",
    "Done. I have made a note about {} so that nobody has to ask you again.",
];

/// Longer passages for long answers.
pub(super) const PASSAGES: [&str; 6] = [
    "Every parcel passes three places: the warehouse packs it, the hub sorts it by region, and the driver brings it to your door. If one of them is late, the next one waits, which is why the estimate sometimes jumps by a whole day rather than by an hour.",
    "The warranty covers what was wrong from the beginning, even when it only shows later. It does not cover wear, such as the soles of shoes, or accidents, such as a dog. In doubt, send a picture and we decide in your favour more often than you may expect.",
    "Prices are compared every night with those of other shops. When ours is higher, it follows by the morning; when you bought the day before, write to us and you get the difference back. This holds for everything but books, whose prices are fixed.",
    "A return is received, looked at and booked, in this order, and each of the steps sends you a message. The money leaves us on the day of the last one. Banks take one to three days more, and weekends do not count.",
    "Your account keeps addresses, sizes and receipts. It does not keep card numbers; those stay with the payment service, and all we ever see are the last four digits and whether it said yes.",
    "Subscriptions renew themselves a month at a time. You can pause them for up to six months, skip a single delivery, or stop for good, and none of that needs a reason or a telephone call.",
];

/// The tools the assistant has, with what they may be asked.
pub(super) const TOOLS: [(&str, &str); 4] = [
    ("find_order", "order"),
    ("track_parcel", "parcel"),
    ("check_stock", "article"),
    ("open_ticket", "subject"),
];

/// The models that answer, with their providers.
pub(super) const MODELS: [(&str, &str); 4] = [
    ("gpt-4o-mini", "openai"),
    ("gpt-4o", "openai"),
    ("claude-sonnet-4", "anthropic"),
    ("gemini-2.0-flash", "google_ai"),
];

/// Tags people put on threads.
pub(super) const TAGS: [&str; 8] =
    ["delivery", "refund", "vip", "complaint", "praise", "german", "follow-up", "escalated"];

/// Where conversations come from.
pub(super) const CHANNELS: [&str; 4] = ["web", "app", "email", "whatsapp"];
