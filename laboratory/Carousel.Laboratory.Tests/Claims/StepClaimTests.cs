using System.Text;
using System.Text.Json.Nodes;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Inspection.Equations;
using Carousel.Inspection.Stepping;
using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Claims.Stepping;
using Carousel.Laboratory.Training;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Report;

namespace Carousel.Laboratory.Tests.Claims;

public sealed class StepClaimTests
{
    public static TheoryData<string> Kinds => [.. ComparedCells.All.Select(ComparedCells.Key)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Equations_GiveWhatTheLayerGives(string cell)
    {
        ClaimResult result = new StepClaim()
            .Run(new ClaimRun { Options = new Dictionary<string, string> { ["cell"] = cell, ["length"] = "40" } });
        Assert.True(result.Holds, result.Sentence);
        Assert.Equal(40, Assert.IsType<Stepper>(result.Blocks[0]).Frames.Count);
        Assert.Equal(39, ((Stepper)result.Blocks[0]).Start);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Equations_AreThoseOfAnyLayer(string cell)
    {
        CellKind kind = ComparedCells.All.Single(k => ComparedCells.Key(k) == cell);
        Assert.All(
            kind == CellKind.Gru
                ? [new Gru(3, 5), new Gru(3, 5, resetAfter: false)]
                : (RecurrentLayer[])[kind.ToCell().Make(new(3, 5))],
            layer => Assert.InRange(Difference(layer), 0, 1e-6));
    }

    [Fact]
    public void Memory_HoldsTheMarkedValue_AndCountsTheMarks()
    {
        using var backend = new CpuBackend(1);
        RecurrentReading reading = HandSetCell.Of(CellKind.Lstm, HandSetCell.Length).Run(backend);
        IReadOnlyList<double>[] cells =
        [
            .. CellWalk.Alone(reading.Layer, reading.Input, reading.Output).Steps.Select(step => step.After.Cell),
        ];

        Assert.All(cells[..3], c => Assert.Equal(Math.Tanh(1.5 * 0.8), c[0], 0.02));
        Assert.All(cells[3..7], c => Assert.Equal(Math.Tanh(1.5 * -0.9), c[0], 0.02));
        Assert.Equal([1, 1, 1, 2, 2, 2, 2, 3], cells.Select(c => (int)Math.Round(c[1] / Math.Tanh(0.25))));
    }

    [Fact]
    public void StepsThatAreNamed_AreShownTogether()
    {
        ClaimResult result = Run(new() { ["at"] = "2..12" });

        var stepper = (Stepper)result.Blocks[0];
        Assert.Equal((1, 11, 12), (stepper.Start, stepper.Together, stepper.Frames.Count));
        Assert.Contains(
            "within the 5 steps",
            Assert.Throws<DataFormatException>(() => Run(new() { ["at"] = "4..6", ["length"] = "5" })).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "such as 1..8", Assert.Throws<DataFormatException>(() => Run(new() { ["at"] = "8..1" })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AllCells_StandSideBySide_OverTheSameSteps()
    {
        ClaimResult result = Run(new() { ["cell"] = "all" });

        Assert.True(result.Holds, result.Sentence);
        Table table = Assert.IsType<Table>(((Stepper)result.Blocks[0]).Frames[3].Blocks[0]);
        Assert.Equal(["LSTM", "GRU", "Elman"], table.Rows.Select(r => r.Cells[0].Text).Where(t => t.Length > 0));
        Assert.Equal("read: value −0.900, mark 1.000", table.Caption);
        Assert.Equal(2, result.Blocks.OfType<LineChart>().Count());
        Assert.Empty(result.Files);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ACellThatIsKept_IsReadAgain_AndCanBeEdited(string cell)
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        try
        {
            string text = Encoding.UTF8.GetString(Run(new() { ["cell"] = cell }).Files.Single().Content.Span);
            File.WriteAllText(file, text);
            Assert.Equal(text, SetCellFile.TextOf(SetCellFile.Read(file)));

            JsonNode edited = JsonNode.Parse(text)!;
            edited["inputs"]![0]![0] = 0.1;
            File.WriteAllText(file, edited.ToJsonString());
            ClaimResult result = new StepClaim().Run(new ClaimRun { Inputs = [file] });
            Assert.True(result.Holds, result.Sentence);
            Assert.Equal(0.1f, SetCellFile.Read(file).Input[0]);
            Assert.Contains(
                "leave --cell out",
                Assert.Throws<DataFormatException>(() => new StepClaim().Run(
                    new ClaimRun { Inputs = [file], Options = new Dictionary<string, string> { ["cell"] = cell } }))
                    .Message,
                StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("{", "line 1")]
    [InlineData("[]", "no cell")]
    [InlineData("""{"cell":"tree"}""", "must be lstm, gru or elman")]
    [InlineData("""{"cell":"\ud800"}""", "a name in it is not valid text")]
    [InlineData("""{"cell":"elman","features":[3],"gates":{}}""", "features must be names")]
    [InlineData(
        """{"cell":"elman","features":["x"],"gates":{"h":{"b":[0]}},"inputs":[[1]]}""", "it has no gates.h.W")]
    [InlineData("""{"cell":"elman","features":["x"],"gates":{}}""", "no h")]
    [InlineData("""{"cell":"elman","features":["x"],"gates":{"h":{"b":[]}}}""", "1 to 64 units")]
    [InlineData("""{"cell":"elman","features":["x"],"gates":{"h":{"b":[0]}},"inputs":[]}""", "0 steps")]
    [InlineData(
        """{"cell":"elman","features":["x"],"gates":{"h":{"W":[[1],[2]],"R":[[1]],"b":[0]}},"inputs":[[1]]}""",
        "gates.h.W has 2 rows; it must have 1")]
    [InlineData(
        """{"cell":"elman","features":["x"],"gates":{"h":{"W":[[1]],"R":[["a"]],"b":[0]}},"inputs":[[1]]}""",
        "row 1 of gates.h.R must be 1 number")]
    [InlineData(
        """{"cell":"elman","features":["x"],"gates":{"h":{"W":[[1]],"R":[[1]],"b":[0]}},"inputs":[[1],[1,2]]}""",
        "row 2 of inputs must be 1 number")]
    public void ACellFileThatCanNotBeRead_SaysWhatIsWrong(string text, string said)
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        File.WriteAllText(file, text);
        try
        {
            string message = Assert.Throws<DataFormatException>(() => SetCellFile.Read(file)).Message;
            Assert.Contains(said, message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void AFileThatIsFarTooLong_IsNotRead()
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        File.WriteAllText(file, new string(' ', 2 << 20));
        try
        {
            Assert.Contains(
                "more than 1 MiB", Assert.Throws<DataFormatException>(() => SetCellFile.Read(file)).Message,
                StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static ClaimResult Run(Dictionary<string, string> options) =>
        new StepClaim().Run(new ClaimRun { Options = options });

    [Fact]
    public void OtherLayers_AreRefused() =>
        Assert.Contains(
            "a projection",
            Assert.Throws<NotSupportedException>(
                () => RecurrentEquations.Known(new Lstm(2, 3, options: new LstmOptions { Projection = 2 }))).Message,
                StringComparison.Ordinal);

    private static double Difference(RecurrentLayer layer)
    {
        using var backend = new CpuBackend(1);
        layer.Build(backend, seed: 7);
        var equations = RecurrentEquations.Known(layer);
        using var session = new StreamingSession(backend, layer);
        CellState state = equations.Start();
        double largest = 0;
        var output = new float[layer.OutputSize];
        for (int t = 0; t < 30; t++)
        {
            float[] x = [MathF.Sin(t), MathF.Cos(2 * t), (t % 5) - 2];
            session.Step(x, output);
            state = equations.Show(x, state).After;
            largest = Math.Max(largest, output.Select((h, u) => Math.Abs(h - state.Hidden[u])).Max());
        }

        return largest;
    }
}
