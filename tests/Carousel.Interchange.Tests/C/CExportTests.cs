using System.Text.Json;
using System.Text.RegularExpressions;
using Carousel.Interchange.C;
using Carousel.Interchange.Networks;
using Carousel.Networks;

namespace Carousel.Interchange.Tests.C;

/// <summary>
/// The C of made networks is compiled without a warning and gives the golden vectors: equal bits in 8 bits, single
/// precision within 1e-6.
/// </summary>
public sealed class CExportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    public static TheoryData<string, CPrecision> Cells => new MatrixTheoryData<string, CPrecision>(
        ["lstm", "gru after", "gru before", "elman"], [CPrecision.Floating, CPrecision.Bytes]);

    public static TheoryData<string, CPrecision> Others => new MatrixTheoryData<string, CPrecision>(
        ["clang", "arm-linux-gnueabihf-gcc"], [CPrecision.Floating, CPrecision.Bytes]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Cells))]
    public void Program_GivesTheGoldenVectors_OfEachCell(string cell, CPrecision precision) =>
        Check("gcc", MadeNetworks.Of(cell, 3, 9, 4, PortableFunction.Softmax, layers: 2), precision);

    [Theory]
    [MemberData(nameof(Others))]
    public void Program_GivesTheGoldenVectors_OfOtherCompilersAndProcessors(string compiler, CPrecision precision) =>
        Check(compiler, MadeNetworks.Of("lstm", 5, 32, 3, PortableFunction.Logistic), precision);

    [Fact]
    public void Program_Fails_WhenAWeightIsChanged()
    {
        var compiler = CCompiler.Of("gcc");
        Write(MadeNetworks.Of("lstm", 2, 4, 2), CPrecision.Bytes);
        string header = Path.Combine(_folder, "made.h");
        string text = File.ReadAllText(header);
        int at = text.IndexOf("int8_t made_w", StringComparison.Ordinal), first = text.IndexOf('\n', at) + 5;
        File.WriteAllText(header, text.Insert(first, "0 * "));

        Assert.Equal(1, compiler.Run(_folder, "made_test.c").Status);
    }

    [Theory]
    [InlineData(CPrecision.Floating)]
    [InlineData(CPrecision.Bytes)]
    public void Program_Fails_WhenTheFirstAnswerIsNoNumber(CPrecision precision)
    {
        var compiler = CCompiler.Of("gcc");
        Write(MadeNetworks.Of("lstm", 2, 4, 2), precision);
        string golden = Path.Combine(_folder, "made_golden.h");
        string text = File.ReadAllText(golden);
        int first = text.IndexOf('\n', text.IndexOf("made_golden_output", StringComparison.Ordinal)) + 4;
        File.WriteAllText(golden, $"{text[..first]}NAN{text[text.IndexOf(',', first)..]}");

        (string output, int status) = compiler.Run(_folder, "made_test.c");
        Assert.Equal(1, status);
        Assert.Contains("nan", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Int8_AnswersNoNumber_ToNoNumber()
    {
        var compiler = CCompiler.Of("gcc");
        Write(MadeNetworks.Of("elman", 1, 4, 2, PortableFunction.Softmax), CPrecision.Bytes);
        File.WriteAllText(Path.Combine(_folder, "nan.c"), """
            #define MADE_IMPLEMENTATION
            #include "made.h"
            int main(void)
            {
                static made_state state;
                const float input[MADE_INPUTS] = { NAN };
                float output[MADE_OUTPUTS];
                made_step(&state, input);
                made_answer(&state, output);
                return output[0] == output[0] ? 1 : 0;
            }

            """);
        Assert.Equal(("", 0), compiler.Run(_folder, "nan.c"));
    }

    [Fact]
    public void Header_IsTheSame_WhenItIsWrittenAgain()
    {
        PortableNetwork network = MadeNetworks.Of("lstm", 2, 4, 2);
        Assert.Equal(
            CExport.Write(network, CPrecision.Bytes, "a", []), CExport.Write(network, CPrecision.Bytes, "a", []));
    }

    [Theory]
    [InlineData(CPrecision.Floating, "expf(", "float.h")]
    [InlineData(CPrecision.Bytes, "fmaf(", "expf(")]
    public void Header_UsesNoMoreThanItsPrecisionSays(CPrecision precision, string used, string unused)
    {
        string code = CExport.Write(
            MadeNetworks.Of("lstm", 2, 4, 2, PortableFunction.Softmax), precision, "a", [])[0].Text;
        Assert.Contains(used, code, StringComparison.Ordinal);
        Assert.DoesNotContain(unused, code, StringComparison.Ordinal);
        Assert.DoesNotContain("net_", code, StringComparison.Ordinal);
        Assert.DoesNotContain("malloc", code, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("net_value of NET_X")]
    [InlineData("what??/")]
    [InlineData("*/ int x; /*/ ???")]
    [InlineData(" größe 日本 😀 \u202e\n")]
    public void Header_NamesWhatTheDataNames(string name)
    {
        PortableNetwork network = MadeNetworks.Of("elman", 1, 2, 1);
        network = network with
        {
            Sentence = name,
            Input = new PortableInput([new PortableValue(name)]),
            Answer = network.Answer with { Values = [new PortableValue(name)] },
        };
        IReadOnlyList<CFile> files = CExport.Write(network, CPrecision.Floating, "made", []);
        Match line = Regex.Match(files[0].Text, "^ +0 (\".*\")", RegexOptions.Multiline);
        Assert.Equal(name, JsonSerializer.Deserialize<string>(line.Groups[1].Value));
        Assert.Contains($"# made: {name}\n", files.Single(f => f.Name == "made.md").Text, StringComparison.Ordinal);
        Assert.DoesNotContain(files, f => f.Text.Contains(CNames.Mark, StringComparison.Ordinal));
        Check("gcc", network, CPrecision.Floating);
    }

    [Fact]
    public void NumbersAndRegressions_AreDescribedInAFile()
    {
        PortableNetwork network = MadeNetworks.Of("elman", 2, 2, 1);
        var regression = new PortableRegression(new PortableValue("net_y"), [], 1)
        {
            Weights = [0.5, 0.25],
            Offsets = [3, 4],
        };
        network = network with
        {
            Input = PortableInput.OfValues(
            [
                new PortableValue("week sin") { Source = PortableSource.Turn("week", 1)[0] },
                new PortableValue("y by ridge regression")
                {
                    Source = new PortableSource(PortableSourceKind.Regression, "net_y") { Regression = regression },
                },
            ]),
        };

        IReadOnlyList<CFile> files = CExport.Write(network, CPrecision.Floating, "a", []);

        JsonElement values = JsonDocument.Parse(files.Single(f => f.Name == "a.json").Text).RootElement
            .GetProperty("input").GetProperty("values");
        Assert.Equal("sine", values[0].GetProperty("source").GetProperty("kind").GetString());
        JsonElement rule = values[1].GetProperty("source").GetProperty("regression");
        Assert.Equal("net_y", rule.GetProperty("target").GetProperty("name").GetString());
        Assert.Equal([0.5, 0.25], rule.GetProperty("weights").EnumerateArray().Select(w => w.GetDouble()));
        Assert.Contains(
            "| `a.json` | scales and sources", files.Single(f => f.Name == "a.md").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Symbols_LieInAFileOfTheirOwn()
    {
        string[] symbols = [" ", "\n", "a\"b", "??/", "ü"];
        PortableNetwork network = MadeNetworks.Of("elman", 1, 2, 1);
        network = network with
        {
            Members =
            [
                new NetworkMember(
                    [
                        new EmbeddingStage("table", new WeightMatrix(5, 1, [1, 2, 3, 4, 5])),
                        .. network.Members[0].Stages,
                    ]),
            ],
            Input = new PortableInput([new PortableValue("symbol")]) { Symbols = symbols },
        };
        string text = CExport.Write(network, CPrecision.Floating, "a", []).Single(f => f.Name == "a_symbols.txt").Text;
        Assert.Equal(
            symbols,
            text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonSerializer.Deserialize<string>(l)));
    }

    [Theory]
    [InlineData("1a")]
    [InlineData("A")]
    [InlineData("a-b")]
    [InlineData("a__b")]
    [InlineData("")]
    public void Write_RefusesAPrefixThatIsNoName(string prefix) =>
        Assert.Throws<ArgumentException>(
            () => CExport.Write(MadeNetworks.Of("elman", 1, 2, 1), CPrecision.Floating, prefix, []));

    [Theory]
    [InlineData("Late flights (2001)", "late_flights_2001")]
    [InlineData("2001", "model")]
    [InlineData("x*/y", "x_y")]
    public void PrefixOf_IsTheNearestName(string name, string expected) =>
        Assert.Equal(expected, CNames.PrefixOf(name));

    private void Check(string compiler, PortableNetwork network, CPrecision precision)
    {
        var found = CCompiler.Of(compiler);
        Write(network, precision);
        (string output, int status) = found.Run(_folder, "made_test.c");
        Assert.True(status == 0, output);
    }

    private void Write(PortableNetwork network, CPrecision precision)
    {
        foreach (CFile file in CExport.Write(network, precision, "made", []))
        {
            File.WriteAllText(Path.Combine(_folder, file.Name), file.Text);
        }
    }
}
