using Carousel.Laboratory.Textbook.Uses.Anomalies;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Textbook.Uses;

/// <summary>Made logs have what they say, and alarms sound as often as they say.</summary>
public class AnomalyTests
{
    [Fact]
    public void Alarm_SoundsForOneInAHundred_AndFindsWhatLiesAbove()
    {
        double[] clean = [.. Enumerable.Range(0, 1000).Select(k => (double)k)];
        (double found, double isFalse) = Alarm.Watch(clean, clean, [988.5, 10_000]);
        Assert.Equal(0.5, found);
        Assert.Equal(Alarm.Rate, isFalse, 3);
    }

    [Fact]
    public void SmoothedValues_AreMeansOfTheLastSteps() =>
        Assert.Equal([1.0, 2, 3, 5], Alarm.Smoothed([2, 2, 4, 6], 2));

    [Fact]
    public void Attacks_AreOfStepsThatAreUsualSomewhere()
    {
        var random = new TrialRandom(1, "test", 0);
        var usual = new HashSet<(int, int)>();
        for (int k = 0; k < 2000; k++)
        {
            WatchedEvents clean = IntrusionLog.Draw(random);
            Assert.Equal(clean.From, clean.To);
            usual.UnionWith(clean.Symbols.Zip(clean.Symbols.Skip(1)));
        }

        for (int attack = 0; attack < IntrusionLog.Attacks.Count; attack++)
        {
            WatchedEvents own = IntrusionLog.Draw(random, attack);
            int[] planted = own.Symbols[own.From..own.To];
            Assert.InRange(planted.Length, 3, 12);
            Assert.All(planted.Zip(planted.Skip(1)), pair => Assert.Contains(pair, usual));
        }
    }

    [Fact]
    public void MarkovChain_ExpectsWhatItCounted()
    {
        int[] turns = [.. Enumerable.Range(0, 200).Select(k => k % 2)];
        var rival = new MarkovRival([WatchedEvents.OneHot(turns, 3, 0, 0)], 3, order: 1);
        double[] surprises = rival.Surprises(WatchedEvents.OneHot([0, 1, 0, 2], 3, 3, 4));
        Assert.True(surprises[1] < 0.05 && surprises[2] < 0.05, "what always came is expected");
        Assert.True(surprises[3] > 3, "what never came is not");
    }

    [Fact]
    public void FaultySensor_IsAsInOrderBeforeItsFault()
    {
        float[][] clean = SensorTask.Record(new TrialRandom(3, "test", 0), fault: -1);
        Assert.Equal(SensorTask.Length, clean.Length);
        float[][] stuck = SensorTask.Record(new TrialRandom(3, "test", 0), fault: 0);
        Assert.InRange(stuck[^20..].Max(v => v[1]) - stuck[^20..].Min(v => v[1]), 0, 0.5);
    }
}
