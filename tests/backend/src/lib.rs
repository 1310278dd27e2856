//! `mock-opik`: a small honest server for the part of the Opik REST API that logging and reviewing conversations needs.
