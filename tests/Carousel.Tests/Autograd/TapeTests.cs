using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Autograd;

public class TapeTests
{
    [Fact]
    public void AGradient_TakesNoMemory_UntilSomethingIsAdded()
    {
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Training);
        Variable x = tape.Watch(tape.Input([1, 2], new Shape(2)).Value);
        Tensor copy = arena.Allocate(new Shape(2));

        Assert.True(tape.GradientIfAny(x).IsNone);
        Assert.True(tape.GradientIfAny(default).IsNone);
        copy.Write([7, 8]);
        tape.CopyGradient(x, copy);
        Assert.Equal([0, 0], copy.ToArray());

        tape.Gradient(x).Write([3, 4]);
        Assert.Equal([3, 4], tape.GradientIfAny(x).ToArray());
        tape.CopyGradient(x, copy);
        Assert.Equal([3, 4], copy.ToArray());
    }

    /// <summary>
    /// A recurrent layer of which only the last state is used must not differ from one whose outputs count for nothing.
    /// </summary>
    [Theory]
    [InlineData("lstm")]
    [InlineData("peepholes")]
    [InlineData("gru")]
    [InlineData("elman")]
    public void AnOutputThatNobodyUses_IsAsOneWithAGradientOfZero(string cell)
    {
        using var backend = new CpuBackend(1);
        SequenceLayer layer = cell switch
        {
            "lstm" => new Lstm(2, 5),
            "peepholes" => new Lstm(2, 5, options: new LstmOptions { Peepholes = true }),
            "gru" => new Gru(2, 5),
            _ => new Elman(2, 5),
        };
        layer.Build(backend, 1);
        Near.SameBits(
            Gradients(backend, layer, final: true, hidden: false),
            Gradients(backend, layer, final: true, hidden: true));
        Assert.Contains(Gradients(backend, layer, final: false, hidden: true), g => g != 0);
    }

    private static float[] Gradients(CpuBackend backend, SequenceLayer layer, bool final, bool hidden)
    {
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        var packing = new Packing([3, 1, 4]);
        tape.Begin(TapeMode.Training);
        layer.ClearGradients(backend);
        SequenceOutput run = layer.Forward(tape, tape.Input(new Draws(3).Floats(16), new Shape(8, 2)), packing);
        if (hidden)
        {
            float[] zerosOrOnes = new float[8 * 5];
            Array.Fill(zerosOrOnes, final ? 0 : 1);
            tape.Gradient(run.Hidden).Write(zerosOrOnes);
        }

        if (final)
        {
            tape.Gradient(run.FinalState).Write(new Draws(4).Floats(run.FinalState.Value.Length));
        }

        tape.Propagate();
        return [.. layer.Parameters.SelectMany(parameter => parameter.Gradient.ToArray())];
    }
}
