using Carousel.Autograd;
using Carousel.Data;
using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;
using Carousel.Training;

namespace Carousel.Tests.Layers;

public class ConvolutionalLstmTests
{
    private static readonly PictureSize _size = new(3, 4, 2);

    [Fact]
    public void Gradients_EqualDifferences_OverThreeSteps()
    {
        using var backend = new CpuBackend(1);
        var cell = new ConvolutionalLstm(_size, 3, 3);
        cell.Build(backend, 7);
        float[][] frames = [.. Enumerable.Range(0, 3).Select(t => new Draws(t).Floats(2 * _size.Length))];
        IReadOnlyList<GradientDifference> found = GradientCheck.Run(backend, cell.Parameters, tape =>
        {
            (Variable hidden, Variable state) = (default, default);
            foreach (float[] frame in frames)
            {
                (hidden, state) = cell.Step(tape, tape.Input(frame, new Shape(2 * _size.Places, 2)), hidden, state);
            }

            Tensor truth = tape.Arena.Allocate(hidden.Shape);
            truth.Write(new Draws(9).Floats(hidden.Value.Length));
            return Loss.Squared.Apply(tape, hidden, truth);
        });
        Assert.Equal(["bias", "input.weight", "recurrent.weight"], cell.Parameters.Select(p => p.Name));
        Assert.All(found, difference => Assert.True(difference.Error < 1e-2, $"{difference}"));
    }

    [Fact]
    public void KernelOfOne_IsAnLstmAtEachPlace()
    {
        // Only one place: a kernel of 1 reads no other, so that a picture of places equals pictures of one
        // place each.
        using var backend = new CpuBackend(1);
        var wide = new ConvolutionalLstm(_size, 3, 1);
        var narrow = new ConvolutionalLstm(new PictureSize(1, 1, 2), 3, 1);
        wide.Build(backend, 3);
        narrow.Build(backend, 3);
        float[] frame = new Draws(1).Floats(_size.Length);
        float[] hidden = Hidden(backend, wide, frame, _size.Places);
        Near.SameBits(Hidden(backend, narrow, frame, _size.Places), hidden);

        var lstm = new Lstm(2, 3);
        lstm.Build(backend, 1);
        foreach ((string to, string from) in new[] { ("W", "input.weight"), ("R", "recurrent.weight"), ("b", "bias") })
        {
            lstm.Parameters.Single(p => p.Name == to).Set(wide.Parameters.Single(p => p.Name == from).Value.ToArray());
        }

        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        var packing = new Packing([.. Enumerable.Repeat(2, _size.Places)]);
        float[] expected = lstm.Forward(
            tape, tape.Input([.. frame, .. frame], new Shape(2 * _size.Places, 2)), packing).Hidden.Value.ToArray();
        Near.Largest(hidden, Array.ConvertAll(expected[(expected.Length / 2)..], v => (double)v), Near.Recurrent(2, 5));
    }

    [Fact]
    public void WholeClips_GiveTheBitsOfSingleSteps()
    {
        using var backend = new CpuBackend(1);
        var cell = new ConvolutionalLstm(_size, 3, 3);
        cell.Build(backend, 5);
        float[][] frames = [.. Enumerable.Range(0, 3).Select(t => new Draws(2 + t).Floats(2 * _size.Length))];
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        float[] whole = cell.Forward(
            tape, tape.Input([.. frames.SelectMany(f => f)], new Shape(6 * _size.Places, 2)), 3).Value.ToArray();
        (Variable hidden, Variable state) = (default, default);
        List<float> single = [];
        foreach (float[] frame in frames)
        {
            (hidden, state) = cell.Step(tape, tape.Input(frame, new Shape(2 * _size.Places, 2)), hidden, state);
            single.AddRange(hidden.Value.ToArray());
        }

        Near.SameBits(single.ToArray(), whole);
    }

    [Fact]
    public void Kernel_MustBeOdd() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConvolutionalLstm(_size, 3, 2));

    private static float[] Hidden(CpuBackend backend, ConvolutionalLstm cell, float[] frame, int rows)
    {
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        (Variable hidden, Variable state) = cell.Step(tape, tape.Input(frame, new Shape(rows, 2)));
        return cell.Step(tape, tape.Input(frame, new Shape(rows, 2)), hidden, state).Hidden.Value.ToArray();
    }
}
