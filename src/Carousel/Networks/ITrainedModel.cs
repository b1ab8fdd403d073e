using Carousel.Layers;

namespace Carousel.Networks;

/// <summary>A trained model of any kind: what its exports need.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public interface ITrainedModel : IDisposable
{
    /// <summary>What the model is for, as its file says.</summary>
    string Task { get; }

    /// <summary>The layer trees that hold its parameters: what can be put into 8 bits.</summary>
    IReadOnlyList<Layer> Networks { get; }
}
