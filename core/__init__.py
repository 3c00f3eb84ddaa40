"""The kernel: database, errors, money, dates, forms, files, jobs. It knows no noun of the business."""
