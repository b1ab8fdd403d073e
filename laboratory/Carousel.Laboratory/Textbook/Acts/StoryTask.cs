using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Acts;

/// <summary>The next symbol of stories with acts; the starts of acts are not marked.</summary>
/// <param name="kind">The kind of their symbols.</param>
internal sealed class StoryTask(StoryKind kind) : SequenceTask
{
    private const int Length = 120, LeastAct = 40;

    /// <inheritdoc/>
    public override string Name => $"story-{kind}";

    /// <inheritdoc/>
    public override int InputSize => ActStory.Alphabet;

    /// <inheritdoc/>
    public override int OutputSize => ActStory.Alphabet;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        batch.Begin(Length, sequences);
        for (int b = 0; b < sequences; b++)
        {
            int[] symbols = ActStory.Draw(kind, Length + 1, LeastAct, random).Symbols;
            for (int t = 0; t < Length; t++)
            {
                batch.SetSymbol(b, t, symbols[t]);
                batch.AddTarget(b, t, symbols[t + 1]);
            }
        }
    }
}
