using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Transformer;

/// <summary>After every symbol of a text, which one comes next.</summary>
internal sealed class TextTask : SequenceTask
{
    private readonly AutomatonText _language;
    private readonly int _length;

    /// <summary>Of fresh texts.</summary>
    /// <param name="language">The language.</param>
    /// <param name="length">Symbols of a text.</param>
    public TextTask(AutomatonText language, int length) => (_language, _length) = (language, length);

    /// <inheritdoc/>
    public override string Name => $"automaton-{_length}";

    /// <inheritdoc/>
    public override int InputSize => AutomatonText.Symbols;

    /// <inheritdoc/>
    public override int OutputSize => AutomatonText.Symbols;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch) =>
        Write([.. Enumerable.Range(0, sequences).Select(_ => _language.Draw(random, _length))], batch);

    /// <summary>Texts as a batch.</summary>
    /// <param name="texts">Of one length.</param>
    /// <param name="batch">Begun and filled.</param>
    public static void Write(IReadOnlyList<int[]> texts, TaskBatch batch)
    {
        int steps = texts[0].Length - 1;
        batch.Begin(steps, texts.Count);
        for (int b = 0; b < texts.Count; b++)
        {
            for (int t = 0; t < steps; t++)
            {
                batch.SetSymbol(b, t, texts[b][t]);
                batch.AddTarget(b, t, texts[b][t + 1]);
            }
        }
    }
}
