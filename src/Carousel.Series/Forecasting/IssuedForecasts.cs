namespace Carousel.Forecasting;

/// <summary>What a forecaster, or several one after the other, forecast of the windows of a backtest.</summary>
/// <param name="Table">[W, H, K, Q] in the unit of the data; those of a hierarchy add up.</param>
/// <param name="Ways">What other ways to add up forecast; none without a hierarchy.</param>
/// <param name="Inside">[W, H, K]: what the rival inside says alone; empty without one.</param>
internal sealed record IssuedForecasts(QuantileTable Table, IReadOnlyList<RivalValues> Ways, float[] Inside);
