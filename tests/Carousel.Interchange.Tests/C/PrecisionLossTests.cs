using Carousel.Interchange.C;
using Carousel.Interchange.Networks;
using Carousel.Networks;

namespace Carousel.Interchange.Tests.C;

/// <summary>What a precision costs is 0 for single precision, and small but there for the others.</summary>
public sealed class PrecisionLossTests
{
    [Fact]
    public void Of_IsSmall()
    {
        PortableNetwork network = MadeNetworks.Of("lstm", 3, 24, 5, PortableFunction.Softmax);
        PortableSequence[] sequences = [new([.. Enumerable.Range(0, 60).Select(k => MathF.Sin(k * 1.3f))])];
        var loss = PrecisionLoss.Of(network, CPrecision.Bytes, sequences);

        Assert.Equal(20, loss.Answers);
        Assert.InRange(loss.Mean, 1e-7, 0.01);
        Assert.InRange(loss.Largest, loss.Mean, 0.05);
        Assert.InRange(loss.Nats!.Value, 0, 0.001);
        Assert.InRange(loss.SameChoice!.Value, 0.8, 1);
        Assert.Equal(0, PrecisionLoss.Of(network, CPrecision.Floating, sequences).Largest);
    }

    [Fact]
    public void Of_HasNoChoices_WhereAnswersAreNoProbabilities() =>
        Assert.Null(
            PrecisionLoss.Of(
                MadeNetworks.Of("elman", 1, 4, 1), CPrecision.Bytes, [new PortableSequence([1, 2])]).SameChoice);
}
