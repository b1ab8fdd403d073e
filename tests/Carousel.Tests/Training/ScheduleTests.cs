using Carousel.Training;

namespace Carousel.Tests.Training;

public class ScheduleTests
{
    [Fact]
    public void Constant_IsAlwaysOne() => Assert.Equal(1, new ConstantSchedule().Factor(At(step: 7, epoch: 3)));

    [Fact]
    public void Step_FallsEveryFewEpochs()
    {
        var schedule = new StepSchedule { EveryEpochs = 3, Decay = 0.1 };

        Assert.Equal(
            [1, 1, 1, 0.1, 0.1, 0.1, 0.01],
            Enumerable.Range(0, 7).Select(e => Math.Round(schedule.Factor(At(0, e)), 12)));
    }

    [Fact]
    public void Exponential_FallsAfterEachEpoch()
    {
        var schedule = new ExponentialSchedule { Decay = 0.5 };

        Assert.Equal([1, 0.5, 0.25, 0.125], Enumerable.Range(0, 4).Select(e => schedule.Factor(At(0, e))));
    }

    [Fact]
    public void Cosine_RisesAndThenFallsAlongHalfACosine()
    {
        var schedule = new CosineSchedule { WarmUpSteps = 3, FinalFactor = 0.1 };

        Assert.Equal([0.25, 0.5, 0.75, 1], Enumerable.Range(0, 4).Select(s => schedule.Factor(At(s))));
        for (int step = 3; step <= 103; step++)
        {
            double expected = 0.1 + (0.9 * 0.5 * (1 + Math.Cos(Math.PI * (step - 3) / 100)));
            Assert.Equal(expected, schedule.Factor(new ScheduleMoment(step, 103, 0, 0)), 1e-14);
        }

        Assert.Equal(0.1, schedule.Factor(new ScheduleMoment(103, 103, 0, 0)), 1e-15);
    }

    [Fact]
    public void Plateau_FallsWithEachPlateauToItsLeast()
    {
        var schedule = new PlateauSchedule { Decay = 0.5, LeastFactor = 0.2 };

        Assert.Equal(
            [1, 0.5, 0.25, 0.2], Enumerable.Range(0, 4).Select(p => schedule.Factor(new ScheduleMoment(0, 100, 0, p))));
    }

    private static ScheduleMoment At(long step, int epoch = 0) => new(step, 100, epoch, 0);
}
