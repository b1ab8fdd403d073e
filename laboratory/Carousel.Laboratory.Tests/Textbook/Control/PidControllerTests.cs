using Carousel.Laboratory.Textbook.Control;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Textbook.Control;

public sealed class PidControllerTests
{
    [Theory]
    [InlineData(0.5, 0.7, 3.0)]
    [InlineData(-0.2, 0.4, 5.0)]
    public void ProportionalControl_LeavesTheErrorOfTheClosedForm(double setPoint, double disturbance, double gain)
    {
        double[] errors = Errors(new PidController(gain, 0, 0), new ControlEpisode(setPoint, disturbance), 400);
        Assert.Equal((setPoint - disturbance) / (1 + gain), errors[^1], 9);
    }

    [Fact]
    public void IntegralControl_LeavesNone_EvenAfterTheDisturbanceChanges()
    {
        var controller = new PidController(3, 1.5, 0.5);
        Assert.Equal(0, Errors(controller, new ControlEpisode(0.5, 0.7), 600)[^1], 9);
        Assert.Equal(0, Errors(controller, new ControlEpisode(0.5, 0.7, -1, 100), 600)[^1], 9);
    }

    [Fact]
    public void Tuning_EndsWhereNoGainAloneDoesBetter()
    {
        ControlEpisode[] episodes = ControlEpisode.Draw(40, ControlEpisode.Training, new TrialRandom(1, "tuning", 0));
        PidController[] tuned = [.. Enumerable.Range(1, 3).Select(terms => PidSearch.Tune(terms, episodes))];
        double[] losses = [.. tuned.Select(t => t.Loss(episodes))];
        Assert.True(losses[0] > 1.2 * losses[1] && losses[1] > 1.2 * losses[2], string.Join(", ", losses));
        Assert.Equal((0, 0, 0), (tuned[0].I, tuned[0].D, tuned[1].D));
        PidController best = tuned[2];
        foreach (double by in (double[])[0.5, 0.9, 0.98, 1.02, 1.1, 2])
        {
            Assert.True((best with { P = by * best.P }).Loss(episodes) > losses[2]);
            Assert.True((best with { I = by * best.I }).Loss(episodes) > losses[2]);
            Assert.True((best with { D = by * best.D }).Loss(episodes) > losses[2]);
        }
    }

    [Fact]
    public void UnstableGains_HaveAnInfiniteOrHugeLoss() =>
        Assert.True(new PidController(1_000, 0, 0).Loss([new ControlEpisode(1, 0)]) > 1e6);

    [Fact]
    public void UnseenDisturbances_AreNoneOfTraining()
    {
        var random = new TrialRandom(1, "episodes", 0);
        double[] training =
        [
            .. ControlEpisode.Draw(1_000, ControlEpisode.Training, random).Select(e => e.Disturbance).Distinct()
                .Order(),
        ];
        Assert.Equal(ControlEpisode.TrainingDisturbances, training.Length);
        Assert.Equal((-1, 1), (training[0], training[^1]));
        ControlEpisode[] unseen = ControlEpisode.Draw(1_000, ControlEpisode.Unseen, random);
        Assert.DoesNotContain(unseen, e => training.Contains(e.Disturbance));
        Assert.All(unseen, e => Assert.InRange(e.Disturbance, -1, 1));
        Assert.All(
            ControlEpisode.Draw(1_000, ControlEpisode.Stronger, random),
            e => Assert.InRange(Math.Abs(e.Disturbance), 1, 1.5));
    }

    private static double[] Errors(PidController controller, ControlEpisode episode, int steps)
    {
        var errors = new double[steps];
        controller.Run(episode, errors);
        return errors;
    }
}
