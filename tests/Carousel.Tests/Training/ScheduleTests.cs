using Carousel.Training;

namespace Carousel.Tests.Training;

public class ScheduleTests
{
    [Fact]
    public void Constant_IsAlwaysOne() => Assert.Equal(1, new ConstantSchedule().Factor(7, 100));

    [Fact]
    public void Cosine_RisesAndThenFallsAlongHalfACosine()
    {
        var schedule = new CosineSchedule { WarmUpSteps = 3, FinalFactor = 0.1 };

        Assert.Equal([0.25, 0.5, 0.75, 1], Enumerable.Range(0, 4).Select(s => schedule.Factor(s, 103)));
        for (int step = 3; step <= 103; step++)
        {
            double expected = 0.1 + (0.9 * 0.5 * (1 + Math.Cos(Math.PI * (step - 3) / 100)));
            Assert.Equal(expected, schedule.Factor(step, 103), 1e-14);
        }

        Assert.Equal(0.1, schedule.Factor(103, 103), 1e-15);
    }
}
