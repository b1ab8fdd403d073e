using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;
using Carousel.Training;

namespace Carousel.Tests.Layers;

/// <summary>
/// The outputs of an encoder and a decoder depend neither on other sequences of the batch, nor on threads, nor on other
/// runs.
/// </summary>
public sealed class SequenceToSequenceContractTests : IDisposable
{
    private const int V = 6, End = 5;
    private static readonly SequenceBatch _sources = SymbolBatches.Of([1, 2, 3, 4, 0, 2, 2, 1, 3], [3, 5, 1]);
    private static readonly SequenceBatch _targets = SymbolBatches.Of([3, 1, 5, 2, 2, 1, 0, 5, 4, 5], [3, 5, 2]);
    private static readonly SequenceBatch _otherSources = SymbolBatches.Of([4, 4, 1, 0, 2, 3], [2, 4]);
    private static readonly SequenceBatch _otherTargets = SymbolBatches.Of([0, 5, 1, 3, 3, 2, 5], [2, 5]);
    private readonly CpuBackend _backend = new(1);

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(0.5f)]
    public void ScoresAndGradientsOfATarget_HaveTheSameBits_AloneAndAmongOthers(float dropout)
    {
        SequenceToSequence model = Make(_backend, dropout);
        (float[] scores, float[] gradients) together = OfFirst(model, _sources, _targets);
        (float[] scores, float[] gradients) alone = OfFirst(
            model, SymbolBatches.Of([1, 2, 3], [3]), SymbolBatches.Of([3, 1, 5], [3]));
        Near.SameBits(together.scores, alone.scores);
        Near.SameBits(together.gradients, alone.gradients);
        Assert.Contains(alone.gradients, g => Math.Abs(g) > 1e-3);
    }

    [Fact]
    public void TwoRunsOnOneTape_GiveTheGradientsOfBoth()
    {
        SequenceToSequence model = Make(_backend, 0.5f);
        float[] first = Gradients(model, tape => LossOf(tape, model, _sources, _targets)),
            second = Gradients(model, tape => LossOf(tape, model, _otherSources, _otherTargets));
        float[] both = Gradients(model, tape =>
        {
            Variable loss = LossOf(tape, model, _sources, _targets);
            return tape.Add(loss, LossOf(tape, model, _otherSources, _otherTargets));
        });
        double[] sum = [.. first.Zip(second, (a, b) => (double)a + b)];
        Near.Largest(both, sum, 1e-6);
    }

    [Fact]
    public void ThreadsWithATapeEach_GiveWhatOneGives()
    {
        SequenceToSequence model = Make(_backend, 0);
        (SequenceBatch Sources, SequenceBatch Targets)[] batches =
        [
            (_sources, _targets), (_otherSources, _otherTargets),
        ];
        float[][] alone = [.. batches.Select(b => Run(model, TapeMode.Inference, b.Sources, b.Targets))];
        var found = new float[2][][];
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(k => new Thread(() =>
            found[k] =
            [
                .. Enumerable.Range(0, 200)
                    .Select(_ => Run(model, TapeMode.Inference, batches[k].Sources, batches[k].Targets)),
            ]))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        for (int k = 0; k < 2; k++)
        {
            Assert.All(found[k], scores => Near.SameBits(scores, alone[k]));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void AnyNumberOfThreads_GivesTheSameBits(int threads) =>
        Near.SameBits(LargeGradients(threads), LargeGradients(1));

    [Fact]
    public void Step_AllocatesNothing_OnceBatchesWereAsLarge()
    {
        SequenceToSequence model = Make(_backend, 0.5f);
        using var arena = new Arena(_backend);
        var tape = new Tape(_backend, arena);
        SequenceBatch inputs = SymbolBatches.Shifted(_targets, End),
            otherInputs = SymbolBatches.Shifted(_otherTargets, End);
        var loss = Loss.CrossEntropy();

        // The last batch of an epoch is smaller: changing sizes does not allocate.
        Allocations.AssertNone(() =>
        {
            Step(_sources, inputs, _targets);
            Step(_otherSources, otherInputs, _otherTargets);
        });

        void Step(SequenceBatch sources, SequenceBatch shifted, SequenceBatch targets)
        {
            tape.Begin(TapeMode.Training, 7, 3);
            EncodedSource source = model.Encode(tape, SymbolBatches.Rows(tape, sources), sources.Packing);
            Variable scores = model.Scores(tape, source, SymbolBatches.Rows(tape, shifted), shifted.Packing);
            tape.Backward(loss.Apply(tape, scores, SymbolBatches.Rows(tape, targets).Value));
        }
    }

    private static SequenceToSequence Make(CpuBackend backend, float dropout, int scale = 1)
    {
        var model = new SequenceToSequence(new SequenceToSequenceOptions
        {
            SourceSymbols = V,
            TargetSymbols = V,
            End = End,
            EmbeddingSize = 4 * scale,
            EncoderHidden = 3 * scale,
            DecoderHidden = 5 * scale,
            DecoderLayers = 2,
            EncoderLayers = 2,
            Dropout = dropout,
        });
        model.Build(backend, 3);
        return model;
    }

    private static Variable LossOf(Tape tape, SequenceToSequence model, SequenceBatch sources, SequenceBatch targets) =>
        Loss.CrossEntropy()
            .Apply(tape, SymbolBatches.Scores(tape, model, sources, targets), SymbolBatches.Rows(tape, targets).Value);

    private static float[] LargeGradients(int threads)
    {
        using var backend = new CpuBackend(threads);
        SequenceToSequence model = Make(backend, 0.3f, scale: 6);
        int[] lengths = [4, 9, 7, 1, 6, 9];
        int[] symbols = [.. Enumerable.Range(0, lengths.Sum()).Select(k => k * 7 % V)];
        SequenceBatch sources = SymbolBatches.Of(symbols, lengths),
            targets = SymbolBatches.Of([.. symbols.Reverse()], [.. lengths.Reverse()]);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Training, 7, 3);
        Variable loss = LossOf(tape, model, sources, targets);
        tape.Backward(loss);
        return [.. loss.Value.ToArray(), .. model.Parameters.SelectMany(p => p.Gradient.ToArray())];
    }

    private float[] Run(
        SequenceToSequence model, TapeMode mode, SequenceBatch? sources = null, SequenceBatch? targets = null)
    {
        using var arena = new Arena(_backend);
        var tape = new Tape(_backend, arena);
        tape.Begin(mode, 7, 3);
        return SymbolBatches.Scores(tape, model, sources ?? _sources, targets ?? _targets).Value.ToArray();
    }

    private float[] Gradients(SequenceToSequence model, Func<Tape, Variable> loss)
    {
        using var arena = new Arena(_backend);
        var tape = new Tape(_backend, arena);
        tape.Begin(TapeMode.Training, 7, 3);
        ClearGradients(model);
        tape.Backward(loss(tape));
        return [.. model.Parameters.SelectMany(p => p.Gradient.ToArray())];
    }

    /// <summary>
    /// Scores of the first target, and the parameters' gradients of a sum over them with different weights.
    /// </summary>
    private (float[] Scores, float[] Gradients) OfFirst(
        SequenceToSequence model, SequenceBatch sources, SequenceBatch targets)
    {
        using var arena = new Arena(_backend);
        var tape = new Tape(_backend, arena);
        tape.Begin(TapeMode.Training, 7, 3);
        ClearGradients(model);
        Variable scores = SymbolBatches.Scores(tape, model, sources, targets);
        float[] weights = new float[scores.Value.Length], drawn = new Draws(4).Floats(3 * V);
        for (int t = 0; t < 3; t++)
        {
            drawn.AsSpan(t * V, V).CopyTo(weights.AsSpan(targets.Packing.Row(0, t) * V));
        }

        tape.Gradient(scores).Write(weights);
        tape.Propagate();

        // A sum over nothing may be 0 or −0.
        return (
            SymbolBatches.InOrder(scores, targets)[..(3 * V)],
            [.. model.Parameters.SelectMany(p => p.Gradient.ToArray()).Select(g => g == 0 ? 0 : g)]);
    }

    private void ClearGradients(SequenceToSequence model)
    {
        foreach (Parameter parameter in model.Parameters)
        {
            _backend.Clear(parameter.Gradient);
        }
    }
}
