using Carousel.Autograd;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Uses.Anomalies;

/// <summary>What happens next in a log without anything wrong.</summary>
/// <param name="name">A part of the key of random numbers.</param>
/// <param name="inputs">I.</param>
/// <param name="symbols">Classes of events.</param>
/// <param name="draw">Draws events without anything wrong.</param>
internal sealed class EventTask(string name, int inputs, int symbols, Func<TrialRandom, WatchedEvents> draw)
    : SequenceTask
{
    private const int AtOnce = 64;

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override int InputSize => inputs;

    /// <inheritdoc/>
    public override int OutputSize => symbols;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch) =>
        Write([.. Enumerable.Range(0, sequences).Select(_ => draw(random))], batch);

    /// <summary>How unexpected each event is to a network.</summary>
    /// <param name="backend">Where the network was built.</param>
    /// <param name="network">Trained on this task.</param>
    /// <param name="logs">Each a sequence.</param>
    /// <returns>[T] for each: −ln p of an event by those before it, 0 for the first.</returns>
    public double[][] Surprises(CpuBackend backend, TaskNetwork network, IReadOnlyList<WatchedEvents> logs)
    {
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        var batch = new TaskBatch(this);
        var found = new List<double[]>();
        foreach (WatchedEvents[] chunk in logs.Chunk(AtOnce))
        {
            Write(chunk, batch);
            float[] logits = TaskEvaluation.Predict(tape, network, batch);
            double[][] own = [.. chunk.Select(log => new double[log.Symbols.Length])];
            for (int k = 0; k < batch.TargetCount; k++)
            {
                float[] row = logits[(k * symbols)..((k + 1) * symbols)];
                float most = row.Max();
                own[batch.TargetSequences[k]][batch.TargetSteps[k] + 1] =
                    Math.Log(row.Sum(l => Math.Exp(l - most))) - (row[(int)batch.Targets[k]] - most);
            }

            found.AddRange(own);
        }

        return [.. found];
    }

    private static void Write(WatchedEvents[] logs, TaskBatch batch)
    {
        batch.Begin([.. logs.Select(log => log.Symbols.Length - 1)]);
        for (int b = 0; b < logs.Length; b++)
        {
            for (int t = 0; t + 1 < logs[b].Symbols.Length; t++)
            {
                logs[b].Inputs[t].CopyTo(batch.Step(b, t));
                batch.AddTarget(b, t, logs[b].Symbols[t + 1]);
            }
        }
    }
}
