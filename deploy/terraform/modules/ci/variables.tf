variable "account_id" {
  type        = string
  description = "The AWS account."
}

variable "repository" {
  type        = string
  description = "Whose jobs may take the roles, as owner/name on GitHub."
}

variable "environments" {
  type        = list(string)
  description = "The environments that jobs may be let into."
}

variable "images" {
  type        = list(string)
  description = "The functions and apps: each has an image."
}

variable "state_bucket_arn" {
  type        = string
  description = "Where the states are."
}

variable "state_key_arn" {
  type        = string
  description = "The key they are encrypted with."
}
