namespace Carousel.Report.Html;

/// <summary>
/// The values of a quantity shown in the first and in the last colour; between them are 255 levels of one byte.
/// </summary>
internal readonly record struct StateRange(double Minimum, double Maximum)
{
    /// <summary>The level of a gap.</summary>
    public const byte Gap = 255;

    /// <summary>The level of the largest value.</summary>
    public const int Last = 254;

    /// <summary>The range of a quantity as its caller set it, or as its values ask for.</summary>
    public static StateRange Of(StateMapQuantity quantity)
    {
        StateMapRecorder values = quantity.Values;
        double smallest = double.PositiveInfinity, largest = double.NegativeInfinity;
        bool isSet = quantity is { Minimum: not null, Maximum: not null };
        for (int column = 0; column < values.Columns && !isSet; column++)
        {
            for (int unit = 0; unit < values.Units; unit++)
            {
                // A gap is smaller and larger than nothing.
                smallest = values.LowAt(column, unit) < smallest ? values.LowAt(column, unit) : smallest;
                largest = values.HighAt(column, unit) > largest ? values.HighAt(column, unit) : largest;
            }
        }

        (smallest, largest) = smallest > largest ? (0, 1) : (smallest, largest);
        double size = Math.Max(Math.Abs(smallest), Math.Abs(largest));
        bool isDiverging = quantity.Scale == ColorScale.Diverging;
        double minimum = quantity.Minimum ?? (isDiverging ? -size : smallest);
        double maximum = quantity.Maximum ?? (isDiverging ? size : largest);
        return new StateRange(minimum, maximum > minimum ? maximum : minimum + 1);
    }

    /// <summary>The level of a value; values outside get the first or the last.</summary>
    public byte LevelOf(double value) =>
        double.IsNaN(value) ? Gap : (byte)Math.Round(Math.Clamp((value - Minimum) / (Maximum - Minimum), 0, 1) * Last);
}
