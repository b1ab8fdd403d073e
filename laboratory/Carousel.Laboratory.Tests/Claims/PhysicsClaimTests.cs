using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Claims.Physics;
using Carousel.Report;

namespace Carousel.Laboratory.Tests.Claims;

public sealed class PhysicsClaimTests
{
    private static readonly ClaimResult _result = new PhysicsClaim().Run(new ClaimRun());

    [Fact]
    public void Run_FollowsEverySystemToAMillionth()
    {
        Assert.True(_result.Holds);
        Assert.All(
            _result.Claim.Expected, expected => Assert.True(expected.Admits(Figure(expected.Name)), expected.Name));
        Assert.StartsWith("The claim came out", _result.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_IsCloseInSinglePrecisionToo()
    {
        Assert.InRange(Figure("rc_single_error"), 1e-9, 1e-5);
        Assert.InRange(Figure("gene_single_error"), 1e-9, 1e-5);
        Assert.InRange(Figure("pid_single_error"), 1e-9, 1e-4);
        Assert.InRange(Figure("logistic_chaotic_single_step_error"), 1e-9, 1e-3);
    }

    [Fact]
    public void LogisticGrowth_WithAGateThatSeesThePopulation_IsOffTheDifferentialEquationByWhatIsSaidOfIt()
    {
        Assert.Equal(0.0064, Figure("logistic_euler_error"), 0.00005);
        Assert.Contains(
            "0.0064 off", _result.Claim.Expected.Single(e => e.Name == "logistic_ode_error").Meaning,
            StringComparison.Ordinal);
    }

    [Fact]
    public void RcCircuit_HasLostAllButOneEthOfItsVoltage_AfterItsTimeConstant()
    {
        IReadOnlyList<double> voltage = Lines("A capacitor")[2].Values;
        Assert.Equal(0.8 * (1 - Math.Exp(-1)), voltage[4], 1e-12);
        Assert.Equal(voltage[49] * Math.Exp(-1), voltage[54], 1e-12);
    }

    [Fact]
    public void GeneCircuit_ForgetsQuickly_WhenRepressed()
    {
        IReadOnlyList<double> protein = Lines("A leaky gene circuit")[0].Values;
        Assert.Equal(Math.Exp(-0.05), protein[61] / protein[60], 1e-12);
        Assert.Equal(Math.Exp(-0.5), protein[141] / protein[140], 1e-12);
    }

    [Fact]
    public void LogisticGrowth_OscillatesBetweenTheTwoPointsOfItsCycle()
    {
        const double rate = 2.3;
        double root = Math.Sqrt((rate * rate) - 4);
        double[] last = [.. Lines("Logistic growth: ")[2].Values.TakeLast(2).Order()];
        Assert.Equal((rate + 2 - root) / (2 * rate), last[0], 1e-6);
        Assert.Equal((rate + 2 + root) / (2 * rate), last[1], 1e-6);
    }

    [Fact]
    public void LogisticGrowth_LosesTheChaoticOrbitInTheEnd_AsRoundingMustMakeIt()
    {
        Assert.InRange(Figure("logistic_chaotic_generations"), 10, 40);
        Assert.InRange(Figure("logistic_chaotic_step_error"), 1e-14, 1e-8);
    }

    [Fact]
    public void PidIntegral_LeavesNothingOfTheError_UnlessItForgets()
    {
        Assert.InRange(Figure("pid_steady_state_error"), 0, 1e-3);
        Assert.InRange(Figure("pid_leaking_steady_state_error"), 0.1, 1);
    }

    [Fact]
    public void Difference_IsAShareOfTheLargestValue()
    {
        Assert.Equal(0.25, PhysicsPart.Difference([1, 3], [1, 4]));
        Assert.Equal(double.PositiveInfinity, PhysicsPart.Difference([1, double.NaN], [1, 4]));
    }

    private static IReadOnlyList<Series> Lines(string title) =>
        _result.Blocks.OfType<LineChart>().Single(c => c.Title.StartsWith(title, StringComparison.Ordinal)).Lines;

    private static double Figure(string name) => _result.Figures.Single(f => f.Name == name).Value;
}
