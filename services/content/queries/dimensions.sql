coalesce(p.dimensions, trim_scale(p.plate_height_mm) || ' × ' || trim_scale(p.plate_width_mm) || ' mm')
