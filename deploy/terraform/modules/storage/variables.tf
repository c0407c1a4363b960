variable "name" {
  type        = string
  description = "What the buckets' names begin with."
}

variable "account_id" {
  type        = string
  description = "The AWS account: bucket names are unique in the world with it."
}

variable "studio_url" {
  type        = string
  description = "The origin whose pages may send uploads."
}

variable "distribution_arn" {
  type        = string
  description = "The CDN distribution that reads what is published."
}

variable "kms_key_arn" {
  type        = string
  description = "The key that objects are encrypted with."
}

variable "protected" {
  type        = bool
  description = "Whether buckets with objects in them cannot be deleted."
}
