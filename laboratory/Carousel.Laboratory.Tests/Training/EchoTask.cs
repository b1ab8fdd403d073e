using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Training;

/// <summary>Say at the end which of three symbols came first; lengths 1 … 4.</summary>
internal sealed class EchoTask : SequenceTask
{
    public override string Name => "echo";

    public override int InputSize => 3;

    public override int OutputSize => 3;

    public override bool HasClasses => true;

    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        int[] lengths = [.. Enumerable.Range(0, sequences).Select(_ => random.Between(1, 4))];
        batch.Begin(lengths);
        for (int b = 0; b < sequences; b++)
        {
            int symbol = random.Between(0, 2);
            batch.SetSymbol(b, 0, symbol);
            batch.AddTarget(b, lengths[b] - 1, symbol);
        }
    }
}
