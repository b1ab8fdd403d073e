using Carousel.Autograd;
using Carousel.Interchange.Networks;
using Carousel.Interchange.Quantization;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Interchange.Tests.Quantization;

/// <summary>The plain arithmetic in bytes, which the C repeats, has the bits of Carousel's kernels.</summary>
public sealed class Int8ArithmeticTests
{
    private const int Inputs = 5;
    private const int Outputs = 3;

    [Theory]
    [InlineData("lstm", 32)]
    [InlineData("lstm", 19)]
    [InlineData("gru after", 19)]
    [InlineData("gru before", 19)]
    public void Run_HasTheBitsOfTheKernels(string cell, int hidden)
    {
        using var backend = new CpuBackend(1);
        SequenceLayer recurrent = cell == "lstm"
            ? new Lstm(Inputs, hidden)
            : new Gru(Inputs, hidden, resetAfter: cell == "gru after");
        var dense = new Dense(hidden, Outputs);
        var stack = new Stack(recurrent, dense);
        stack.Build(backend, 7);
        foreach (Parameter parameter in stack.Parameters.Where(p => p.Shape.Rank == 2))
        {
            parameter.Quantize(QuantizedMatrix.Of(parameter.Shape[0], parameter.Shape[1], parameter.Value.ToArray()));
        }

        var network = new PortableNetwork(
            "made", "", [new NetworkMember(StageReader.Read([new PortableLayer(recurrent), new PortableLayer(dense)]))],
            new PortableInput([.. Enumerable.Range(0, Inputs).Select(k => new PortableValue($"{k}"))]),
            new PortableAnswer(
                PortableFunction.None, [.. Enumerable.Range(0, Outputs).Select(k => new PortableValue($"{k}"))]));
        var input = new float[20 * Inputs];
        new CounterRandom(1, CounterRandom.Purpose("input")).Uniform(0, input);
        float[] actual = new NetworkRunner(network, new Int8Arithmetic()).Run(new PortableSequence(input));

        using var session = new StreamingSession(backend, stack);
        var expected = new float[Outputs];
        for (int t = 0; t < 20; t++)
        {
            session.Step(input.AsSpan(t * Inputs, Inputs), expected);
            Assert.Equal(expected, actual[(t * Outputs)..((t + 1) * Outputs)]);
        }
    }

    [Fact]
    public void Run_GivesNotANumber_WhereAnInputIsInfinite()
    {
        float[] answers = new NetworkRunner(MadeNetworks.Of("lstm", 2, 4, 1), new Int8Arithmetic())
            .Run(new PortableSequence([1, 2, float.PositiveInfinity, 0]));

        Assert.True(float.IsFinite(answers[0]));
        Assert.True(float.IsNaN(answers[1]));
    }
}
