using System.Globalization;
using System.Text;

namespace Carousel.Cli.Tests.Inspecting;

/// <summary>
/// <c>carousel inspect novelty</c> on rows of a table: a planted change is found.
/// </summary>
public class NoveltyTableTests
{
    private const int Rows = 600, Change = 340;

    [Fact]
    public async Task PlantedChange_IsFound()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("cases.csv", Cases(4));
        CliRun train = await CliRun.OfAsync(
            "classify", data, "--id", "case", "--label", "kind", "--channel", "value,other", "--epochs", "1",
            "--hidden", "8", "--ensemble", "1", "--threads", "1", "--out", folder.File("out"));
        Assert.True(train.ExitCode == 0, train.Error);

        CliRun run = await CliRun.OfAsync(
            "inspect", "novelty", folder.File("out/model.safetensors"), data, "--window", "40", "--sequence", "1",
            "--quiet", "--json", "--out", folder.File("looked"));

        Assert.True(run.ExitCode == 0, run.Error);
        string[][] rows =
        [
            .. (await File.ReadAllLinesAsync(
                folder.File("looked/boundaries.csv"), TestContext.Current.CancellationToken)).Skip(1)
                    .Select(l => l.Split(',')),
        ];
        string[] found = Assert.Single(rows);
        Assert.InRange(int.Parse(found[1], CultureInfo.InvariantCulture), Change - 10, Change + 10);
    }

    // A fixed generator: values that carry 0.6 of the one before, around 2 up to the change and around −2 after it.
    private static string Cases(int cases)
    {
        var text = new StringBuilder("case,kind,value,other\n");
        uint seed = 7;
        for (int c = 0; c < cases; c++)
        {
            double a = 0, b = 0;
            for (int t = 0; t < Rows; t++)
            {
                (a, b) = ((0.6 * a) + Noise(), (0.6 * b) + Noise());
                int level = t < Change ? 2 : -2;
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"c{c},{(c % 2 == 0 ? "even" : "odd")},{a + level:0.000},{b - level + (c % 2):0.000}\n");
            }
        }

        return text.ToString();

        double Noise()
        {
            seed = (seed * 1664525) + 1013904223;
            return ((seed >> 8) / (double)(1 << 24) * 3.4) - 1.7;
        }
    }
}
