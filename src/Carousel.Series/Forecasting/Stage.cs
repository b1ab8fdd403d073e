namespace Carousel.Forecasting;

/// <summary>A stage that a table may reach from another one.</summary>
/// <typeparam name="TBefore">The other stage.</typeparam>
internal interface IStageAfter<TBefore>;

/// <summary>
/// The stages of a forecast, in order; the type of a <see cref="QuantileTable{TStage}"/> names one. Only the
/// transitions that a stage declares compile.
/// </summary>
internal static class Stage
{
    /// <summary>As the networks give them, in their scale, and averaged with boosted trees where those have a
    /// share.</summary>
    public readonly struct Raw : IStageAfter<Raw>;

    /// <summary>In the same scale, with widths by the errors on validation and by later errors.</summary>
    public readonly struct Calibrated : IStageAfter<Raw>, IStageAfter<Calibrated>;

    /// <summary>In the unit of the data, each series by itself.</summary>
    public readonly struct InUnits : IStageAfter<Calibrated>, IStageAfter<InUnits>;

    /// <summary>In the unit of the data; those of a hierarchy add up.</summary>
    public readonly struct Reconciled : IStageAfter<InUnits>;

    /// <summary>With the offsets that were subtracted from the targets of the set.</summary>
    public readonly struct Offset : IStageAfter<Reconciled>;
}
