using Carousel.Autograd;
using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Textbook.Agreement;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>Sentences of different lengths in one batch, in separate batches, and padded to one length.</summary>
internal sealed class LengthsTrial : StatementTrial
{
    private const int Units = 16, Sentences = 12, MostPhrases = 4;

    // A full stop: what follows a sentence is never a target.
    private const int Padding = 2;

    /// <inheritdoc/>
    public override int Number => 35;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var task = new AgreementTask(MostPhrases);
        var network = new TaskNetwork(new Lstm(task.InputSize, Units), task.OutputSize);
        network.Build(backend, seed);
        var random = new TrialRandom(seed, "textbook/lengths", 0);
        AgreementSentence[] sentences = [.. Enumerable.Range(0, Sentences).Select(_ => task.DrawSentence(random))];
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        float[] together = TaskEvaluation.Predict(tape, network, Batch(task, sentences, isPadded: false));
        float[] alone =
        [
            .. sentences.SelectMany(s => TaskEvaluation.Predict(tape, network, Batch(task, [s], isPadded: false))),
        ];
        double[] packed = Gradient(tape, network, task, Batch(task, sentences, isPadded: false)),
            padded = Gradient(tape, network, task, Batch(task, sentences, isPadded: true));
        return new Dictionary<string, double>
        {
            ["answers_apart"] = together.Zip(alone, (a, b) => Math.Abs((double)a - b)).Max(),
            ["gradients_apart"] = Length([.. packed.Zip(padded, (a, b) => a - b)]) / Length(packed),
        };
    }

    private static TaskBatch Batch(AgreementTask task, AgreementSentence[] sentences, bool isPadded)
    {
        int[] lengths = [.. sentences.Select(s => s.Words.Count - 1)];
        var batch = new TaskBatch(task);
        batch.Begin(isPadded ? [.. lengths.Select(_ => lengths.Max())] : lengths);
        for (int b = 0; b < sentences.Length; b++)
        {
            for (int t = 0; t < lengths[b]; t++)
            {
                batch.SetSymbol(b, t, sentences[b].Words[t]);
                batch.AddTarget(b, t, sentences[b].Words[t + 1]);
            }

            for (int t = lengths[b]; isPadded && t < lengths.Max(); t++)
            {
                batch.SetSymbol(b, t, Padding);
            }
        }

        return batch;
    }

    private static double[] Gradient(Tape tape, TaskNetwork network, AgreementTask task, TaskBatch batch)
    {
        foreach (Parameter parameter in network.Parameters)
        {
            tape.Backend.Clear(parameter.Gradient);
        }

        tape.Begin(TapeMode.Training, seed: 1, step: 0);
        BatchLoss loss = network.Loss(tape, task, batch);
        tape.Backward(loss.Mean);
        return [.. network.Parameters.SelectMany(p => p.Gradient.ToArray()).Select(v => (double)v)];
    }

    private static double Length(double[] values) => Math.Sqrt(values.Sum(v => v * v));
}
