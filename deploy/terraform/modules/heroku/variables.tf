variable "name" {
  type        = string
  description = "The app's name, unique on all of Heroku."
}

variable "team" {
  type        = string
  description = "The Heroku team that owns it."
}

variable "region" {
  type        = string
  description = "eu or us; with a private space that space's region, such as frankfurt."
}

variable "private_space" {
  type        = string
  description = "The Private Space it runs in; null for the Common Runtime."
  default     = null
}

variable "domain" {
  type        = string
  description = "The name it is reached by."
}

variable "values" {
  type        = map(string)
  description = "Config vars that are no secrets."
}

variable "dyno_size" {
  type        = string
  description = "The dynos' kind, such as basic or standard-1x."
}

variable "dynos" {
  type        = number
  description = "How many."
}

variable "released" {
  type        = bool
  description = "Whether the app has had its first release."
}

variable "drain_url" {
  type        = string
  description = "Where its log goes."
  sensitive   = true
}

variable "pipeline" {
  type        = string
  description = "The Heroku pipeline it belongs to, if any."
  default     = null
}

variable "stage" {
  type        = string
  description = "Its stage there: staging or production."
  default     = "staging"
}
