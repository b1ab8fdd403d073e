using Carousel.Laboratory.Claims.Control;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Claims.Control;

public sealed class LinearProbeTests
{
    private readonly List<double[]> _features = [];
    private readonly List<int> _groups = [];

    public LinearProbeTests()
    {
        var random = new TrialRandom(1, "probe", 0);
        for (int row = 0; row < 500; row++)
        {
            _features.Add([random.Gaussian(), random.Gaussian(), random.Gaussian()]);
            _groups.Add(row / 10);
        }
    }

    [Fact]
    public void LinearTargets_AreExplainedInFull() =>
        Assert.Equal(
            1, LinearProbe.Explained(_features, [.. _features.Select(f => 3 + f[0] - (2 * f[2]))], _groups), 6);

    [Fact]
    public void UnrelatedTargets_AreNot()
    {
        var random = new TrialRandom(2, "probe", 0);
        Assert.InRange(
            LinearProbe.Explained(_features, [.. _features.Select(_ => (double)random.Gaussian())], _groups), -0.1,
            0.05);
    }

    [Fact]
    public void AShareOfNoise_IsLeftOver()
    {
        var random = new TrialRandom(2, "probe", 0);
        Assert.InRange(
            LinearProbe.Explained(_features, [.. _features.Select(f => f[1] + (double)random.Gaussian())], _groups),
            0.4, 0.6);
    }

    [Fact]
    public void WhatOnlyNamesTheGroup_DoesNotCarryOverToOthers()
    {
        // The target is a constant of each group; a feature that is 1 in one group alone fits it there and nowhere
        // else.
        var random = new TrialRandom(3, "probe", 0);
        double[] values = [.. Enumerable.Range(0, 10).Select(_ => (double)random.Gaussian())];
        int[] groups = [.. Enumerable.Range(0, 100).Select(r => r / 10)];
        List<double[]> features =
        [
            .. groups.Select(g => Enumerable.Range(0, 10).Select(k => k == g ? 1.0 : 0).ToArray()),
        ];
        Assert.True(LinearProbe.Explained(features, [.. groups.Select(g => values[g])], groups) < 0.1);
    }
}
