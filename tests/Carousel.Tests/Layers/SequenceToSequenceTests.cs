using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;
using Carousel.Training;

namespace Carousel.Tests.Layers;

public sealed class SequenceToSequenceTests : IDisposable
{
    private readonly CpuBackend _backend = new(1);

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData("additive")]
    [InlineData("general")]
    public void ScoresAndGradients_EqualPyTorch(string score)
    {
        var golden = Golden.Read("translation-" + score);
        var model = new SequenceToSequence(new SequenceToSequenceOptions
        {
            SourceSymbols = (int)golden.Number("source_symbols"),
            TargetSymbols = (int)golden.Number("target_symbols"),
            End = (int)golden.Number("end"),
            EmbeddingSize = (int)golden.Number("embedding"),
            EncoderHidden = (int)golden.Number("encoder"),
            DecoderHidden = (int)golden.Number("decoder"),
            Attention = score == "additive" ? AttentionScore.Additive : AttentionScore.General,
        });
        model.Build(_backend, 1);
        foreach (Parameter parameter in model.Parameters)
        {
            parameter.Set(golden.Floats(parameter.Name));
        }

        SequenceBatch sources = SymbolBatches.Of(golden.Integers("sources"), golden.Integers("source_lengths"));
        SequenceBatch targets = SymbolBatches.Of(golden.Integers("targets"), golden.Integers("target_lengths"));
        using var arena = new Arena(_backend);
        var tape = new Tape(_backend, arena);
        tape.Begin(TapeMode.Gradients);
        Variable scores = SymbolBatches.Scores(tape, model, sources, targets);
        Variable loss = Loss.CrossEntropy((float)golden.Number("smoothing"))
            .Apply(tape, scores, SymbolBatches.Rows(tape, targets).Value);
        tape.Backward(loss);
        Near.Largest(SymbolBatches.InOrder(scores, targets), golden.Values("logits"), Near.Parity);
        Near.Largest(loss.Value.ToArray(), golden.Values("loss"), Near.Parity);
        foreach (Parameter parameter in model.Parameters)
        {
            Near.Largest(
                parameter.Gradient.ToArray(), golden.Values("d" + parameter.Name), Near.Parity, parameter.Name);
        }
    }

    [Theory]
    [InlineData(AttentionScore.Dot, false)]
    [InlineData(AttentionScore.Additive, true)]
    [InlineData(null, true)]
    public void Gradients_EqualDifferences(AttentionScore? attention, bool shared)
    {
        var model = new SequenceToSequence(
            Small(attention) with
            {
                SharedSymbols = shared,
                TiedOutput = shared,
                DecoderLayers = 2,
                EncoderLayers = 2,
            });
        model.Build(_backend, 3);
        SequenceBatch sources = SymbolBatches.Of([1, 2, 3, 4, 0], [2, 3]),
            targets = SymbolBatches.Of([3, 1, 5, 2, 5], [3, 2]);
        IReadOnlyList<GradientDifference> found = GradientCheck.Run(
            _backend, [.. model.Parameters], tape => Loss.CrossEntropy().Apply(
            tape, SymbolBatches.Scores(tape, model, sources, targets), SymbolBatches.Rows(tape, targets).Value));

        // A loss of 2 in single precision is known to 1e-7, and a difference of two of them over a step of 1e-2 to
        // 3e-5: smaller gradients show nothing.
        Assert.All(found, d => Assert.True(d.Error < 6e-3 || Math.Abs(d.Gradient - d.Difference) < 3e-5, $"{d}"));
        Assert.Contains(found, d => d.Error < 6e-3 && Math.Abs(d.Gradient) > 1e-2);
    }

    [Fact]
    public void Options_AreChecked()
    {
        SequenceToSequenceOptions options = Small(AttentionScore.Additive);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceToSequence(options with { TargetSymbols = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceToSequence(options with { End = 6 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceToSequence(options with { Dropout = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new SequenceToSequence(options with { SymbolDropout = -0.1f }));
        Assert.Contains(
            "6 and 7",
            Assert.Throws<ArgumentException>(
                () => new SequenceToSequence(options with { SharedSymbols = true, TargetSymbols = 7 })).Message);
    }

    private static SequenceToSequenceOptions Small(AttentionScore? attention) => new()
    {
        SourceSymbols = 6,
        TargetSymbols = 6,
        End = 5,
        EmbeddingSize = 4,
        EncoderHidden = 3,
        DecoderHidden = 6,
        Attention = attention,
    };
}
