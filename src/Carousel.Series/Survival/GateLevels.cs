using Carousel.Autograd;
using Carousel.Inspection.Traces;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Survival;

/// <summary>The opening of a layer's input gates in each period of a customer.</summary>
internal static class GateLevels
{
    /// <summary>The gates from the zero state.</summary>
    /// <param name="backend">Where the layer was built.</param>
    /// <param name="layer">The first layer.</param>
    /// <param name="history">A customer.</param>
    /// <param name="scale">How features are scaled.</param>
    /// <returns>[L, H], 0 … 1.</returns>
    public static float[] Of(Backend backend, Lstm layer, CustomerHistory history, FeatureScale scale)
    {
        var scaled = new float[history.Features.Length];
        scale.Apply(history.Features, scaled);
        return NetworkTrace.Of(backend, layer, scaled, [TraceQuantity.InputGate])[0][TraceQuantity.InputGate];
    }
}
