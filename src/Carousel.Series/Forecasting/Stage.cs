namespace Carousel.Forecasting;

/// <summary>The stages of a forecast, in order; the type of a <see cref="QuantileTable{TStage}"/> says which.</summary>
internal static class Stage
{
    /// <summary>As the networks give them, in their scale, and averaged with boosted trees where those have a
    /// share.</summary>
    public readonly struct Raw;

    /// <summary>In the same scale, as wide as errors on validation ask for, and as later errors do.</summary>
    public readonly struct Calibrated;

    /// <summary>In the unit of the data, each series by itself.</summary>
    public readonly struct InUnits;

    /// <summary>In the unit of the data; those of a hierarchy add up.</summary>
    public readonly struct Reconciled;
}
