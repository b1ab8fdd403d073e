using Carousel.Translation;

namespace Carousel.Jobs.Tests.Translation;

public class ScheduledSamplingTests
{
    [Fact]
    public void Share_GrowsEvenlyOverTheTraining()
    {
        var sampling = new ScheduledSampling(1, 0.4, 201);
        Assert.Equal(0, sampling.ShareAt(0));
        Assert.Equal(0.1, sampling.ShareAt(50), 1e-12);
        Assert.Equal(0.4, sampling.ShareAt(200), 1e-12);
        Assert.Equal(0.4, sampling.ShareAt(300));
        Assert.Equal(0.7, new ScheduledSampling(1, 0.7, 1).ShareAt(0));
    }

    [Fact]
    public void Draw_TakesTheShareOfThePieces_NeverTheFirstOfATarget()
    {
        var sampling = new ScheduledSampling(3, 0.8, 101);
        int[] lengths = [.. Enumerable.Repeat(101, 200)];
        Assert.Empty(Drawn(sampling, 0, lengths));
        List<(int Sentence, int Time)> drawn = Drawn(sampling, 25, lengths);
        Assert.Equal(0.2, drawn.Count / 20000.0, 0.01);
        Assert.All(drawn, d => Assert.InRange(d.Time, 1, 100));
        Assert.Equal(20000, Drawn(new ScheduledSampling(3, 1, 101), 100, lengths).Count);
    }

    [Fact]
    public void Draw_OfASentence_DoesNotDependOnItsNeighbors_ButOnStepAndPlace()
    {
        var sampling = new ScheduledSampling(3, 0.8, 101);
        List<(int Sentence, int Time)> alone = Drawn(sampling, 50, [0, 40]), among = Drawn(sampling, 50, [9, 40, 77]);
        Assert.Equal(alone, among.Where(d => d.Sentence == 1));
        Assert.NotEqual(alone, Drawn(sampling, 51, [0, 40]));
        Assert.NotEqual(alone.Select(d => d.Time), Drawn(sampling, 50, [40]).Select(d => d.Time));
    }

    private static List<(int Sentence, int Time)> Drawn(ScheduledSampling sampling, long step, int[] lengths)
    {
        var drawn = new List<(int, int)> { (7, 7) };
        sampling.Draw(step, lengths, drawn);
        return drawn;
    }
}
