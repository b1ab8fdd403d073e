namespace Carousel.Music;

/// <summary>A simple guess at a step that knows the step before at most.</summary>
internal interface IStepBaseline
{
    /// <summary>What it is called in files.</summary>
    string Name { get; }

    /// <summary>What it is called in the table.</summary>
    string Title { get; }

    /// <summary>The guess.</summary>
    /// <param name="last">The keys of the step before; none before the first.</param>
    /// <param name="logits">[88], overwritten.</param>
    void Guess(ReadOnlySpan<int> last, Span<float> logits);
}
