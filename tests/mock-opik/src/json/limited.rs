//! Lists and objects of limited size: `[1,1,1,…]` would take eight times its length in memory, only to be refused.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The first `MOST` entries of a list, and one more when there are more.
pub struct LimitedList<T, const MOST: usize>(pub Vec<T>);

impl<T, const MOST: usize> LimitedList<T, MOST> {
    /// Whether the list has more than `MOST` entries.
    pub fn too_many(&self) -> bool {
        self.0.len() > MOST
    }
}

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for LimitedList<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List<T, const MOST: usize>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for List<T, MOST> {
            type Value = LimitedList<T, MOST>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut kept = Vec::new();
                while kept.len() <= MOST {
                    let Some(item) = list.next_element()? else { return Ok(LimitedList(kept)) };
                    kept.push(item);
                }
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(LimitedList(kept))
            }
        }
        deserializer.deserialize_seq(List(PhantomData))
    }
}

/// The entries of an object with at most `MOST` different keys; of two equal keys the last counts.
pub struct LimitedObject<T, const MOST: usize>(pub BTreeMap<String, T>);

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for LimitedObject<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object<T, const MOST: usize>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for Object<T, MOST> {
            type Value = LimitedObject<T, MOST>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "an object of at most {MOST} fields")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
                let mut kept = BTreeMap::new();
                while let Some((key, value)) = object.next_entry()? {
                    kept.insert(key, value);
                    if kept.len() > MOST {
                        return Err(serde::de::Error::invalid_length(kept.len(), &self));
                    }
                }
                Ok(LimitedObject(kept))
            }
        }
        deserializer.deserialize_map(Object(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_kept_than_says_that_there_are_too_many() {
        let list = |text: &str| serde_json::from_str::<LimitedList<u8, 3>>(text).map(|few| few.0);
        assert_eq!(list("[1,2,3]").unwrap(), [1, 2, 3]);
        assert_eq!(list("[1,2,3,4,5,6]").unwrap(), [1, 2, 3, 4]);
        assert!(list("[1,2,3,4,5,").is_err(), "what is not kept must be JSON all the same");
        assert!(list("{}").is_err());
    }

    #[test]
    fn an_object_has_only_so_many_fields() {
        let object = |text: &str| serde_json::from_str::<LimitedObject<u8, 2>>(text).map(|few| few.0);
        assert_eq!(
            object(r#"{"a":1,"b":2,"a":3}"#).unwrap(),
            BTreeMap::from([("a".into(), 3), ("b".into(), 2)])
        );
        assert!(object(r#"{"a":1,"b":2,"c":3}"#).is_err());
    }
}
