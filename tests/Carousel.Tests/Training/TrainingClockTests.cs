using Carousel.Training;

namespace Carousel.Tests.Training;

/// <summary>The time left is estimated from the pace of the last minute.</summary>
public sealed class TrainingClockTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void ThePace_IsThatOfTheLastMinute(int secondsOfAStep)
    {
        var time = new SteppingTime();
        var clock = new TrainingClock(time, firstStep: 0, steps: 1000);
        for (int step = 1; step <= 100; step++)
        {
            time.Pass(30);
            clock.At(step);
        }

        Assert.Equal(900 * 30, clock.At(100).Left.TotalSeconds, 6);
        int steps = 100;
        for (int passed = 0; passed < 90; passed += secondsOfAStep)
        {
            time.Pass(secondsOfAStep);
            clock.At(++steps);
        }

        TrainingTimes times = clock.At(steps);
        Assert.Equal(1.0 / secondsOfAStep, times.StepsPerSecond, 6);
        Assert.Equal((1000 - steps) * secondsOfAStep, times.Left.TotalSeconds, 6);
    }

    [Fact]
    public void BeforeAMinute_ItIsThatOfAll_AndWhatCameBeforeAResumeDoesNotCount()
    {
        var time = new SteppingTime();
        var clock = new TrainingClock(time, firstStep: 500, steps: 1000);
        Assert.Equal(0, clock.At(500).StepsPerSecond);
        time.Pass(10);
        clock.At(510);
        time.Pass(20);
        TrainingTimes times = clock.At(515);
        Assert.Equal(0.5, times.StepsPerSecond, 9);
        Assert.Equal(970, times.Left.TotalSeconds, 6);
    }

    [Fact]
    public void ACheckpoint_IsDueMoreRarely_WhereWritingOneHoldsTheTrainingUp()
    {
        var time = new SteppingTime();
        var clock = new TrainingClock(time, firstStep: 0, steps: 1000);
        time.Pass(2);
        Assert.True(clock.IsCheckpointDue(2));
        long began = clock.Now();
        time.Pass(3);
        clock.MarkCheckpoint(began);
        time.Pass(149);
        Assert.False(clock.IsCheckpointDue(2));
        time.Pass(1);
        Assert.True(clock.IsCheckpointDue(2));
        clock.MarkCheckpoint(clock.Now());
        time.Pass(2);
        Assert.True(clock.IsCheckpointDue(2));
    }
}
