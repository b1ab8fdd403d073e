using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Forecasting;

/// <summary>What a design is called in a line.</summary>
public static class ModelName
{
    /// <summary>Strategy, cell, size and ensemble.</summary>
    /// <param name="design">The design.</param>
    /// <returns>Such as <c>3 × encoder–decoder LSTM 32</c>.</returns>
    public static string Of(ForecastDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        string strategy = design.Strategy switch
        {
            ForecastStrategy.EncoderDecoder => "encoder–decoder",
            ForecastStrategy.Direct => "direct",
            ForecastStrategy.Recursive => "recursive",
            _ => "segment-wise",
        };
        string cell = design.Cell switch { CellKind.Lstm => "LSTM", CellKind.Gru => "GRU", _ => "Elman" };
        string layers = design.Layers > 1 ? $"{design.Layers}×" : "";
        return $"{(design.Ensemble > 1 ? $"{design.Ensemble} × " : "")}{strategy} {cell} {layers}{design.Hidden}";
    }
}
