// Small vectors and scalar helpers for drawing. Lengths are plate pixels unless a name says otherwise.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

namespace copper::demo {

inline constexpr double kPi = std::numbers::pi;

struct Vec2 {
  double x = 0, y = 0;
};
inline Vec2 operator+(Vec2 a, Vec2 b) {
  return {a.x + b.x, a.y + b.y};
}
inline Vec2 operator-(Vec2 a, Vec2 b) {
  return {a.x - b.x, a.y - b.y};
}
inline Vec2 operator*(Vec2 a, double k) {
  return {a.x * k, a.y * k};
}
inline double dot(Vec2 a, Vec2 b) {
  return a.x * b.x + a.y * b.y;
}
inline double cross(Vec2 a, Vec2 b) {
  return a.x * b.y - a.y * b.x;
}
inline double length(Vec2 a) {
  return std::sqrt(dot(a, a));
}
inline Vec2 along(double angle) {
  return {std::cos(angle), std::sin(angle)};
}
inline Vec2 turned(Vec2 a) {
  return {-a.y, a.x};
}
inline Vec2 normal(Vec2 a) {
  const double l = length(a);
  return l > 1e-12 ? a * (1 / l) : Vec2{1, 0};
}
inline Vec2 rotated(Vec2 a, double angle) {
  const Vec2 u = along(angle);
  return {a.x * u.x - a.y * u.y, a.x * u.y + a.y * u.x};
}

struct Vec3 {
  double x = 0, y = 0, z = 0;
};
inline Vec3 operator+(Vec3 a, Vec3 b) {
  return {a.x + b.x, a.y + b.y, a.z + b.z};
}
inline Vec3 operator-(Vec3 a, Vec3 b) {
  return {a.x - b.x, a.y - b.y, a.z - b.z};
}
inline Vec3 operator*(Vec3 a, double k) {
  return {a.x * k, a.y * k, a.z * k};
}
inline double dot(Vec3 a, Vec3 b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}
inline double length(Vec3 a) {
  return std::sqrt(dot(a, a));
}
inline Vec3 cross(Vec3 a, Vec3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline Vec3 normal(Vec3 a) {
  const double l = length(a);
  return l > 1e-12 ? a * (1 / l) : Vec3{0, 0, 1};
}

inline double clamp01(double v) {
  return std::clamp(v, 0.0, 1.0);
}
inline double mix(double a, double b, double t) {
  return a + (b - a) * t;
}
inline Vec2 mix(Vec2 a, Vec2 b, double t) {
  return a + (b - a) * t;
}
inline Vec3 mix(Vec3 a, Vec3 b, double t) {
  return a + (b - a) * t;
}
// 0 below `from`, 1 above `to`, smooth between; `from` may be the larger one.
inline double ramp(double from, double to, double v) {
  const double t = clamp01((v - from) / (to - from));
  return t * t * (3 - 2 * t);
}
inline double bump(double v, double centre, double half_width) {
  const double d = (v - centre) / half_width;
  return std::exp(-d * d);
}

}  // namespace copper::demo
