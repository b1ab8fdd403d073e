using Carousel.Kernels;
using Carousel.Language;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Language;

/// <summary>
/// A cache lifts what came after states like the present one, does little harm where nothing comes again, and has the
/// bits of a plain computation.
/// </summary>
public sealed class NeuralCacheTests
{
    private const int H = 24, V = 40, Places = 16;

    [Fact]
    public void WhatCameAfterALikeState_IsLikelier_AndAllSumToOne()
    {
        // One unit follows one state, once in ten; the other states and units have nothing to do with each other.
        const int rare = 7;
        var draws = new Draws(1);
        var cache = new NeuralCache(places: 100, H, V);
        float[] sign = draws.Floats(H);
        double[] even = Even(V);
        double before = 0, after = 0;
        for (int t = 0; t < 400; t++)
        {
            bool isRare = t % 10 == 9;
            cache.See(isRare ? [.. sign.Select(s => s + (0.05f * (float)draws.Value()))] : draws.Floats(H));
            double[] mixed = [.. even];
            cache.Mix(mixed);
            int unit = isRare ? rare : draws.Below(V);
            Assert.Equal(1, mixed.Sum(Math.Exp), 1e-12);
            if (isRare && t >= 200)
            {
                (before, after) = (before + even[rare], after + mixed[rare]);
            }

            cache.Learn(unit, mixed[unit]);
            cache.Keep(unit);
        }

        // From one in forty to more than every second time.
        Assert.Equal(20 * -Math.Log(V), before, 1e-9);
        Assert.True(after > 20 * Math.Log(0.5));
    }

    [Fact]
    public void WhereNothingComesAgain_TheHarmIsBounded()
    {
        // So long that a share which learns nothing does more harm.
        const int length = 5000;
        var draws = new Draws(2);
        var cache = new NeuralCache(places: 50, H, length);
        double harm = 0;
        for (int t = 0; t < length; t++)
        {
            cache.See(draws.Floats(H));
            double[] mixed = Even(length);
            cache.Mix(mixed);
            harm += -Math.Log(length) - mixed[t];
            cache.Learn(t, mixed[t]);
            cache.Keep(t);
        }

        // A step costs ln(1 + o), o the odds of λ, and takes Rate · o / (1 + o) from their logarithm, so that
        // 1 / o grows by Rate / (1 + o) or more: o₀ + (1 + o₀) · ln(1 + Rate · o₀ · t) / Rate in all, were
        // there one knot; no more than that for each.
        double first = Math.Exp(NeuralCache.FirstOdds);
        double one = first + ((1 + first) * Math.Log(1 + (NeuralCache.Rate * first * length)) / NeuralCache.Rate);
        double most = (NeuralCache.Knots + 1) * one;
        Assert.InRange(harm, 0, most);
    }

    [Fact]
    public void AStateThatIsNotFinite_IsAsGoodAsNone()
    {
        var draws = new Draws(3);
        NeuralCache cache = new(places: 20, H, V), other = new(places: 20, H, V);
        for (int t = 0; t < 30; t++)
        {
            float[] state = draws.Floats(H);
            foreach (NeuralCache own in (NeuralCache[])[cache, other])
            {
                own.See(state);
                own.Keep(t % V);
            }

            float[] broken = draws.Floats(H);
            broken[t % H] = t % 2 == 0 ? float.NaN : float.PositiveInfinity;
            cache.See(broken);
            double[] same = Even(V);
            cache.Mix(same);
            cache.Learn(t % V, same[t % V]);
            cache.Keep(t % V);
            Assert.Equal(Even(V), same);
        }

        float[] last = draws.Floats(H);
        double[] mixed = Even(V), plain = Even(V);
        cache.See(last);
        cache.Mix(mixed);
        other.See(last);
        other.Mix(plain);
        Assert.Equal(plain, mixed);
        Assert.NotEqual(Even(V), mixed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void FewPlaces_AreMixedIn_WhenTheyAreAllTaken(int places)
    {
        var draws = new Draws(4);
        var cache = new NeuralCache(places, H, V);
        for (int t = 0; t < places; t++)
        {
            double[] none = Even(V);
            cache.See(draws.Floats(H));
            cache.Mix(none);
            Assert.Equal(Even(V), none);
            cache.Keep(t);
        }

        double[] mixed = Even(V);
        cache.See(draws.Floats(H));
        cache.Mix(mixed);
        Assert.NotEqual(Even(V), mixed);
        Assert.Equal(1, mixed.Sum(Math.Exp), 1e-9);
    }

    [Fact]
    public void ItSays_WhatAPlainComputationSays_BitForBit()
    {
        var draws = new Draws(3);
        var cache = new NeuralCache(Places, H, V);
        var plain = new PlainCache(exact: true);
        var plainer = new PlainCache(exact: false);
        for (int t = 0; t < 300; t++)
        {
            float[] state = draws.Floats(H);
            double[] before = [.. draws.Vector(V).Select(x => x - 4)];
            double[] mixed = [.. before];
            cache.See(state);
            cache.Mix(mixed);
            int unit = draws.Below(V / 4);
            double[] expected = plain.Answer(state, before, unit), inDouble = plainer.Answer(state, before, unit);

            Assert.Equal(expected, mixed);

            // Likenesses are sums of H products of 1 in all, in single precision; θ of that in each exponent.
            for (int v = 0; v < V; v++)
            {
                Assert.Equal(inDouble[v], mixed[v], 300 * NeuralCache.Sharpness * Near.Sum(H, 2));
            }

            cache.Learn(unit, mixed[unit]);
            cache.Keep(unit);
        }
    }

    [Fact]
    public void AColdCache_SaysNothing()
    {
        var draws = new Draws(4);
        var cache = new NeuralCache(Places, H, V);
        double[] before = draws.Vector(V);
        for (int t = 0; t <= NeuralCache.FewestPlaces; t++)
        {
            double[] mixed = [.. before];
            cache.See(draws.Floats(H));
            cache.Mix(mixed);
            Assert.Equal(t < NeuralCache.FewestPlaces, mixed.SequenceEqual(before));
            cache.Keep(3);
        }

        double[] begun = [.. before];
        cache.Begin();
        cache.Mix(begun);
        Assert.Equal(before, begun);
    }

    [Fact]
    public void AUnit_AllocatesNothing()
    {
        var draws = new Draws(5);
        var cache = new NeuralCache(Places, H, V);
        float[][] states = [.. Enumerable.Range(0, 40).Select(_ => draws.Floats(H))];
        double[] logarithms = new double[V];
        Allocations.AssertNone(() =>
        {
            for (int t = 0; t < states.Length; t++)
            {
                Array.Fill(logarithms, -Math.Log(V));
                cache.See(states[t]);
                cache.Mix(logarithms);
                cache.Learn(t % V, logarithms[t % V]);
                cache.Keep(t % V);
            }
        });
    }

    private static double[] Even(int count) => [.. Enumerable.Repeat(-Math.Log(count), count)];

    /// <summary>
    /// The same by lists and sums over all places for each unit; with the library's inner product, or all in double.
    /// </summary>
    private sealed class PlainCache(bool exact)
    {
        private readonly List<(double[] State, int Unit)> _kept = [];
        private readonly double[] _mean = new double[H];
        private readonly double[] _odds = [.. Enumerable.Repeat(NeuralCache.FirstOdds, NeuralCache.Knots + 1)];
        private int _seen;

        public double[] Answer(float[] state, double[] before, int next)
        {
            double[] own = Centered(state);
            double[] mixed = [.. before];
            if (_kept.Count >= NeuralCache.FewestPlaces)
            {
                double[] likeness = [.. _kept.Select(k => Product(own, k.State))];
                double nearest = likeness.Max();
                double[] weights = [.. likeness
                    .Select(l => NeuralCache.Sharpness * (l - nearest))
                    .Select(x => x > NeuralCache.LeastExponent ? ScalarMath.Exp(x) : 0)];
                double all = weights.Aggregate((a, b) => a + b);
                double at = Math.Clamp(nearest, 0, 1) * NeuralCache.Knots;
                int knot = Math.Min((int)at, NeuralCache.Knots - 1);
                double odds = ((1 - (at - knot)) * _odds[knot]) + ((at - knot) * _odds[knot + 1]);
                double share = ScalarMath.Logistic(odds), rest = ScalarMath.Logistic(-odds), said = 0;
                for (int v = 0; v < V; v++)
                {
                    double sum = 0;
                    for (int k = 0; k < weights.Length; k++)
                    {
                        sum += _kept[k].Unit == v ? weights[k] : 0;
                    }

                    double part = sum * (share / all);
                    mixed[v] = part > 0
                        ? ScalarMath.Log((rest * ScalarMath.Exp(before[v])) + part)
                        : before[v] + ScalarMath.Log(rest);
                    said = v == next && part > 0 ? part / ScalarMath.Exp(mixed[v]) : said;
                }

                double step = NeuralCache.Rate * (said - share);
                _odds[knot] += step * (1 - (at - knot));
                _odds[knot + 1] += step * (at - knot);
            }

            Keep(own, next);
            return mixed;
        }

        private double[] Centered(float[] state)
        {
            _seen++;
            double square = 0;
            double[] own = new double[H];
            for (int i = 0; i < H; i++)
            {
                _mean[i] += (state[i] - _mean[i]) / _seen;
                own[i] = state[i] - _mean[i];
                square += own[i] * own[i];
            }

            double scale = square > 0 ? 1 / Math.Sqrt(square) : 0;
            return [.. own.Select(x => exact ? (float)(x * scale) : x * scale)];
        }

        private double Product(double[] a, double[] b) => exact
            ? Reductions.Dot(Near.Floats(a), Near.Floats(b))
            : a.Zip(b, (x, y) => x * y).Sum();

        /// <summary>The first places are taken again in turn.</summary>
        private void Keep(double[] own, int unit)
        {
            if (_kept.Count < Places)
            {
                _kept.Add((own, unit));
            }
            else
            {
                _kept[(_seen - 1) % Places] = (own, unit);
            }
        }
    }
}
