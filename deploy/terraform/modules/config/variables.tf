variable "path" {
  type        = string
  description = "Where the parameters are, such as /copper/prod/content/."
}

variable "values" {
  type        = map(string)
  description = "COPPER_KEY to value, of what is no secret."
}

variable "secret_names" {
  type        = set(string)
  description = "The COPPER_KEYs that are secrets."
  default     = []
}

variable "secrets" {
  type        = map(string)
  description = "Their values: written, never kept."
  default     = {}
  sensitive   = true
  ephemeral   = true
}

variable "secrets_version" {
  type        = number
  description = "A new number writes the secrets again."
}

variable "kms_key_arn" {
  type        = string
  description = "The key that secrets are encrypted with."
}
