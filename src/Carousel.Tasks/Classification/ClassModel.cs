using Carousel.Layers;

namespace Carousel.Tasks.Classification;

/// <summary>The trained part of a classifier: networks of one design, from different beginnings and different parts of the data.</summary>
internal sealed class ClassModel : Layer
{
    public ClassModel(ClassEncoder encoder)
    {
        int symbols = encoder.Symbols?.Count ?? 0, characters = encoder.Characters?.Count ?? 0;
        Encoder = encoder;
        Members = [.. Enumerable.Range(0, encoder.Design.Ensemble)
            .Select(m => AddLayer($"member.{m}", new ClassNetwork(encoder.Design, symbols, characters, encoder.Labels.Count)))];
    }

    /// <summary>What the networks take and give.</summary>
    public ClassEncoder Encoder { get; }

    /// <summary>The networks.</summary>
    public ClassNetwork[] Members { get; }
}
