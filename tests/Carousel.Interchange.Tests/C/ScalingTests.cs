using System.Globalization;
using Carousel.Interchange.C;
using Carousel.Interchange.Networks;
using Carousel.Interchange.Tests.Networks;
using Carousel.Networks;

namespace Carousel.Interchange.Tests.C;

/// <summary>The functions that scale, compiled and run, follow the rules that the network names.</summary>
public sealed class ScalingTests : IDisposable
{
    private static readonly double[] _numbers = [-40, -3.5, -0.01, 0, 0.25, 1, 7.75, 300];

    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    public static TheoryData<string> Rules => [.. Enum.GetNames<PortableScaling>()];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Rules))]
    public void Functions_FollowTheRule_InSinglePrecision(string rule)
    {
        var value = new PortableValue("v") { Scaling = Enum.Parse<PortableScaling>(rule), Offset = 1.5, Scale = 2.25 };
        string[] lines = Run(Network(value), CPrecision.Floating, _numbers.Select(CText));
        for (int k = 0; k < _numbers.Length; k++)
        {
            double[] said = [.. lines[k].Split(' ').Select(t => double.Parse(t, CultureInfo.InvariantCulture))];
            double scaled = value.ToNetwork(_numbers[k]);
            Assert.Equal(scaled, said[0], 1e-6 * Math.Max(1, Math.Abs(scaled)));
            double back = value.ToData(_numbers[k] / 50);
            Assert.Equal(back, said[1], 3e-6 * Math.Max(1, Math.Abs(back)));
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Functions_EndAndFollowTheRule_AtTheEndsOfFloat(string rule)
    {
        float[] ends =
        [
            0, 1e-40f, -3, 4e19f, 1e30f, -1e30f, float.MaxValue / 8, float.PositiveInfinity, float.NegativeInfinity,
            float.NaN,
        ];
        string[] texts =
        [
            "0.0f", "1e-40f", "-3.0f", "4e19f", "1e30f", "-1e30f", "3.402823466e38f / 8", "INFINITY", "-INFINITY",
            "NAN",
        ];
        var value = new PortableValue("v") { Scaling = Enum.Parse<PortableScaling>(rule), Offset = 1.5, Scale = 2.25 };
        foreach (CPrecision precision in new[] { CPrecision.Floating, CPrecision.Bytes })
        {
            string[] lines = Run(Network(value), precision, texts);
            for (int k = 0; k < ends.Length; k++)
            {
                double[] said = [.. lines[k].Split(' ').Select(Number)];
                double scaled = value.ToNetwork(ends[k]);
                Assert.Equal(double.IsFinite(scaled), double.IsFinite(said[0]));
                if (double.IsFinite(scaled))
                {
                    Assert.Equal(scaled, said[0], 1e-6 * Math.Max(1, Math.Abs(scaled)));
                }
                else
                {
                    Assert.Equal(scaled, said[0]);
                }

                Assert.Equal(float.IsNaN(ends[k]), double.IsNaN(said[1]));
            }
        }
    }

    private static PortableNetwork Network(PortableValue value)
    {
        PortableNetwork network = MadeNetworks.Of("elman", 1, 2, 1);
        return network with { Input = new PortableInput([value]), Answer = network.Answer with { Values = [value] } };
    }

    private static string CText(double value) => $"{value.ToString("0.0###", CultureInfo.InvariantCulture)}f";

    private static double Number(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" or "-nan" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private string[] Run(PortableNetwork network, CPrecision precision, IEnumerable<string> numbers)
    {
        var compiler = CCompiler.Of("gcc");
        File.WriteAllText(Path.Combine(_folder, "a.h"), CExport.Write(network, precision, "a", [])[0].Text);
        File.WriteAllText(Path.Combine(_folder, "scale.c"), $$"""
            #define A_IMPLEMENTATION
            #include "a.h"
            #include <stdio.h>
            int main(void)
            {
                const float numbers[] = { {{string.Join(", ", numbers)}} };
                for (unsigned k = 0; k < sizeof numbers / sizeof numbers[0]; k++) {
                    float scaled = a_scale_input(0, numbers[k]), unscaled = a_unscale_output(0, numbers[k] / 50);
                    printf("%.9g %.9g\n", (double)scaled, (double)unscaled);
                }
                return 0;
            }

            """);
        (string output, int status) = compiler.Run(_folder, "scale.c");
        Assert.Equal(0, status);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
