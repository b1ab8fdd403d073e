using Carousel.Testing;

namespace Carousel.Cli.Tests.SelfTesting;

/// <summary>Runs a twin over sequences that lie one after the other.</summary>
internal static class TwinBatch
{
    /// <summary>What the layer has to give, by the names of stored vectors.</summary>
    /// <param name="twin">Computes.</param>
    /// <param name="lengths">Steps of each sequence.</param>
    /// <param name="state">Values of a sequence's state, 0 for none.</param>
    /// <param name="given">x, and where they are asked for start, dy, dfinal.</param>
    /// <param name="hasDx">Whether x has a gradient.</param>
    public static Dictionary<string, double[]> Run(
        TwinLayer twin, int[] lengths, int state, Dictionary<string, double[]> given, bool hasDx)
    {
        var found = new Dictionary<string, List<double>> { ["y"] = [] };
        int rows = lengths.Sum(), row = 0;
        foreach ((int length, int b) in lengths.Select((length, b) => (length, b)))
        {
            double[,] Rows(string name) =>
                TwinLayer.OfRows(
                    given[name][(row * given[name].Length / rows)..((row + length) * given[name].Length / rows)],
                    given[name].Length / rows);
            double[] State(string name) => state > 0 ? given[name][(b * state)..((b + 1) * state)] : [];
            (double[,] y, double[] final) = twin.Forward(Rows("x"), State("start"));
            found["y"].AddRange(Near.Flat(y));
            if (state > 0)
            {
                Of(found, "final").AddRange(final);
            }

            if (given.ContainsKey("dy"))
            {
                (double[,] dx, double[] dstart) = twin.Backward(Rows("x"), State("start"), Rows("dy"), State("dfinal"));
                if (hasDx)
                {
                    Of(found, "dx").AddRange(Near.Flat(dx));
                }

                if (state > 0)
                {
                    Of(found, "dstart").AddRange(dstart);
                }
            }

            row += length;
        }

        return found.ToDictionary(f => f.Key, f => f.Value.ToArray()).Concat(twin.Gradients).ToDictionary();
    }

    private static List<double> Of(Dictionary<string, List<double>> found, string name) =>
        found.TryGetValue(name, out List<double>? values) ? values : found[name] = [];
}
