variable "name" {
  type        = string
  description = "What every resource's name begins with."
}

variable "cidr_block" {
  type        = string
  description = "The network's addresses, a /16 that overlaps with no network it is peered with."
}

variable "private_space" {
  type        = string
  description = "The Heroku Private Space to peer with; null for the Common Runtime, which has no peering."
  default     = null
}

variable "log_retention_days" {
  type        = number
  description = "How long flow logs are kept."
}

variable "kms_key_arn" {
  type        = string
  description = "The key that logs are encrypted with."
}
