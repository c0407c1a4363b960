// Shapes in space, given by their signed distance, from which a plate's forms and light are taken.
// World units are free (metres, mostly); y points up.
#pragma once

#include "demo/plates/kit/noise.h"
#include "demo/plates/kit/vec.h"

namespace copper::demo {

struct Solid {
  double distance;
  int id;  // 0 is the sky
};
inline Solid nearer(Solid a, Solid b) {
  return a.distance < b.distance ? a : b;
}

inline double sphere(Vec3 p, double radius) {
  return length(p) - radius;
}
inline double box(Vec3 p, Vec3 half) {
  const Vec3 q{std::abs(p.x) - half.x, std::abs(p.y) - half.y, std::abs(p.z) - half.z};
  const Vec3 out{std::max(q.x, 0.0), std::max(q.y, 0.0), std::max(q.z, 0.0)};
  return length(out) + std::min(std::max({q.x, q.y, q.z}), 0.0);
}
inline double upright_cylinder(Vec3 p, double radius, double half_height) {
  const double a = std::hypot(p.x, p.z) - radius, b = std::abs(p.y) - half_height;
  return std::min(std::max(a, b), 0.0) + std::hypot(std::max(a, 0.0), std::max(b, 0.0));
}
inline double capsule(Vec3 p, Vec3 a, Vec3 b, double ra, double rb) {
  const Vec3 ab = b - a, ap = p - a;
  const double t = clamp01(dot(ap, ab) / dot(ab, ab));
  return length(ap - ab * t) - mix(ra, rb, t);
}
inline double ellipsoid(Vec3 p, Vec3 r) {
  const double k0 = length(Vec3{p.x / r.x, p.y / r.y, p.z / r.z});
  const double k1 = length(Vec3{p.x / (r.x * r.x), p.y / (r.y * r.y), p.z / (r.z * r.z)});
  return k1 > 1e-9 ? k0 * (k0 - 1) / k1 : -std::min({r.x, r.y, r.z});
}
// Union with a rounded join of about `k`.
inline double joined(double a, double b, double k) {
  const double h = std::max(k - std::abs(a - b), 0.0) / k;
  return std::min(a, b) - h * h * k * 0.25;
}
inline double cut(double a, double hole) {
  return std::max(a, -hole);
}
inline double smooth_cut(double a, double hole, double k) {
  return -joined(-a, hole, k);
}
inline Vec3 turned_y(Vec3 p, double angle) {
  const double c = std::cos(angle), s = std::sin(angle);
  return {c * p.x + s * p.z, p.y, c * p.z - s * p.x};
}

}  // namespace copper::demo
