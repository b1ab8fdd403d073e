using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Jobs.Text;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Training;

namespace Carousel.Jobs.Tests.Text;

/// <summary>What is asked for on plain text, and how that is cut.</summary>
public sealed class NeighbourNetworkTests
{
    // Of 1 2 0 3 a V of 3 leaves, behind a word, 2; in front of one, 1 and 2: 0 is unknown, 3 too rare.
    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 1)]
    public void Neighbours_AreAskedFor_WhereTheyAreKnownAndFrequent(bool hasReverse, int asked)
    {
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        var network = new NeighbourNetwork(new Dense(1, 1), hidden: 2, hasReverse, words: 3);
        network.Build(backend, 1);
        foreach (Parameter parameter in network.Parameters)
        {
            parameter.Set(new float[parameter.Shape.Length]);
        }

        // The bias of the next word says 2 with all that it has, that of the word before nothing.
        network.Parameters.Single(p => p.Name == "next.bias").Set([0, 0, 40]);
        tape.Begin(TapeMode.Inference);
        var packing = new Packing();
        packing.Set([4]);
        int width = hasReverse ? 4 : 2;
        BatchLoss loss = network.Loss(
            tape, tape.Input(new float[4 * width], new Shape(4, width)), packing, [[1, 2, 0, 3]]);
        Assert.Equal(asked, loss.Elements);
        Assert.Equal(hasReverse ? Math.Log(3) / 2 : 0, loss.Mean.Value.ToArray()[0], 1e-5);
    }

    [Fact]
    public void LongLines_AreInPieces_AndLoneWordsAreLeftOut()
    {
        IEnumerable<string> Words(int count) => Enumerable.Range(0, count).Select(k => $"w{k}");
        PlainText text = PlainText.Of("text", [Words(130), Words(129), Words(1), Words(0)]);
        Assert.Equal([64, 64, 2, 64, 64], text.Lines.Select(l => l.Count));
        Assert.Equal(258, text.Words);
        Assert.NotEqual(text.Fingerprint(), PlainText.Of("text", [Words(130)]).Fingerprint());
    }

    [Fact]
    public void WordsOfATextThatStandOnce_AreNotKnown_ButThoseOfExamplesAre()
    {
        IReadOnlyDictionary<string, int> counts = PlainText.Counts(["a", "b"], ["b", "c", "c", "d", "b"]);
        Assert.Equal([("a", 1), ("b", 3), ("c", 2)], counts.Select(c => (c.Key, c.Value)).Order());
    }
}
