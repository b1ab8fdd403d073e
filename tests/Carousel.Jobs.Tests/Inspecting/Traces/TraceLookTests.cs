using System.Globalization;
using System.Text;
using Carousel.Data;
using Carousel.Inspection.Looks;
using Carousel.Inspection.Traces;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Report;

namespace Carousel.Jobs.Tests.Inspecting.Traces;

public sealed class TraceLookTests
{
    private static readonly string[] _newLine = ["\n"];

    [Fact]
    public void Run_SaysWhatTheGatesDo()
    {
        using MadeModel model = Stacked(300, 40, 90, 10);

        InspectionResult result = Run(model, new TraceOptions());

        LayerTrace[] gates =
        [
            .. model.Read(null!, default).Select(s => NetworkTrace.Of(model.Backend, model.Reader, s.Input)[0]),
        ];
        float[] forget = [.. gates.SelectMany(g => g[TraceQuantity.ForgetGate])];
        Assert.Equal(440, Figure(result, "steps").Value);
        Assert.Equal(
            forget.Count(f => f > 0.9f) / (double)forget.Length, Figure(result, "layer_1_forget_gate_over_0.9").Value,
            1e-12);
        Assert.Equal(
            TimeConstants.Of(forget, 8).Order().Skip(3).Take(2).Average() * 0.5,
            Figure(result, "layer_1_time_constant_hours_median").Value, 1e-9);
        Assert.True(
            Figure(result, "layer_1_forget_gate_over_0.9").Interval is { } interval
                && interval.Low <= Figure(result, "layer_1_forget_gate_over_0.9").Value
                && interval.High > interval.Low);
        Assert.DoesNotContain(
            result.Figures,
            f => f.Name.StartsWith("layer_3", StringComparison.Ordinal)
                && f.Name.Contains("gate", StringComparison.Ordinal));
        Assert.StartsWith(
            "Over 440 steps: layer 1, 8 units: half of the units keep their content for more than ", result.Sentence,
            StringComparison.Ordinal);
        Assert.Equal(
            ["layer 1", "layer 2", "layer 3"],
            result.Sections.SelectMany(s => s.Blocks).OfType<StateMap>().Select(m => m.Name));
        StateMap map = result.Sections[0].Blocks.OfType<StateMap>().Single();
        Assert.Equal(Enumerable.Range(0, 8), map.Units.Select(u => u.Index).Order());
        Assert.Equal([0, 300, 340, 430], map.Marks.Select(m => m.Position));
        Assert.Equal(
            ["hidden state", "cell state", "input gate", "forget gate", "output gate"],
            map.Quantities.Select(q => q.Name));
        Assert.All(map.Quantities, q => Assert.Equal(440, q.Values.Steps));
        Assert.Contains(map.Units, u => u.Spans.Count > 0);
        Assert.NotEmpty(ReportWriter.ToHtml(InspectionReport.Of([result], model.Subject(), "carousel inspect traces")));
    }

    [Fact]
    public void Run_LeavesARowForEachUnitAndForEachStep()
    {
        using MadeModel model = Stacked(30, 20);

        InspectionResult result = Run(model, new TraceOptions { Layer = "1", From = 5, To = 25 });

        string[] units = Lines(result, "units.csv"), traces = Lines(result, "traces.csv");
        Assert.Equal(1 + 5, units.Length);
        Assert.Equal(1 + ((20 + 15) * 5), traces.Length);
        Assert.Equal("sequence,step,name,layer,unit,hidden,candidate,reset_gate,update_gate", traces[0]);
        LayerTrace second = NetworkTrace.Of(model.Backend, model.Reader, model.Read(null!, default)[1].Input)[1];
        string[] row = traces[^1].Split(',');
        Assert.Equal(["case 2", "19", "", "1", "4"], row[..5]);
        Assert.Equal(second[TraceQuantity.UpdateGate][^1], float.Parse(row[^1], CultureInfo.InvariantCulture), 1e-5f);
        Assert.Equal(35, Figure(result, "steps").Value);
        Assert.Equal("layer 2", result.Sections.Single().Blocks.OfType<StateMap>().Single().Name);
        Assert.Empty(result.Notes);
    }

    [Fact]
    public void Run_EndsTheTracesAfterTwoMillionValues_UnlessAllAreAskedFor()
    {
        using var model = new MadeModel(new Lstm(2, 64), 6000);

        InspectionResult cut = Run(model, new TraceOptions()), all = Run(model, new TraceOptions { AllTraces = true });

        Assert.Contains("traces.csv ends after 2,000,000 values", cut.Notes.Single(), StringComparison.Ordinal);
        Assert.Equal(1 + (64 * (2_000_000 / (64 * 6))), Lines(cut, "traces.csv").Length);
        Assert.Empty(all.Notes);
        Assert.Equal(1 + (64 * 6000), Lines(all, "traces.csv").Length);
    }

    [Fact]
    public void Run_FindsPlantedSpikes()
    {
        // The input gates of both units open where the input is above 2, which it is at steps 20, 60 and 61.
        var layer = new Lstm(1, 2);
        using var model = new MadeModel(layer, 100);
        layer.W.Set([20, 20, 0, 0, 1, 1, 0, 0]);
        layer.R.Set(new float[16]);
        layer.B.Set([-40, -40, 1, 1, 0, 0, 0, 0]);
        InspectionSubject subject = model.Subject();
        Array.Clear(subject.Sequences[0].Input);
        foreach (int step in new[] { 20, 60, 61 })
        {
            subject.Sequences[0].Input[step] = 3;
        }

        InspectionResult result = new TraceLook(new TraceOptions())
            .Run(subject, null, TestContext.Current.CancellationToken);

        Assert.Equal(3, Figure(result, "layer_1_spikes").Value);
        Assert.Equal(["20", "60", "61"], Lines(result, "spikes.csv").Skip(1).Select(l => l.Split(',')[2]));
        Assert.Equal(1, Figure(result, "layer_1_duplicate_units").Value);
    }

    [Fact]
    public void Run_TakesNetworksOfBothDirections()
    {
        using var model = new MadeModel(new Bidirectional(new Gru(2, 4), new Gru(2, 4, reverse: true)), 50, 3);

        InspectionResult result = Run(model, new TraceOptions { From = 10, To = 12 });

        Assert.Equal(
            ["Gates and states of forward", "Gates and states of reverse"], result.Sections.Select(s => s.Title));
        Assert.Equal(2, Figure(result, "steps").Value);
        Assert.Contains("1 sequence without a step in this range was left out.", result.Notes);
        LayerTrace reverse = NetworkTrace.Of(model.Backend, model.Reader, model.Read(null!, default)[0].Input)[1];
        Assert.Equal(
            reverse[TraceQuantity.Hidden][10 * 4],
            float.Parse(
                Lines(result, "traces.csv").First(l => l.Contains(",reverse,0,", StringComparison.Ordinal))
                    .Split(',')[5], CultureInfo.InvariantCulture), 1e-5f);
    }

    [Fact]
    public void Run_RefusesWhatThereIsNot()
    {
        using MadeModel model = Stacked(30);
        using var dense = new MadeModel(new Dense(2, 3), 30);

        string Said(TraceOptions options) => Assert.Throws<OptionException>(() => Run(model, options)).OnCommandLine;
        Assert.Equal(
            "--layer: made.safetensors has no recurrent layer '4'. It has 0, 1, 2.",
            Said(new TraceOptions { Layer = "4" }));
        Assert.Contains(
            "the longest sequence has 30 steps", Said(new TraceOptions { From = 30 }), StringComparison.Ordinal);
        Assert.Contains("--from must be 0 or more", Said(new TraceOptions { From = -1 }), StringComparison.Ordinal);
        Assert.Contains(
            "--to must be more than --from", Said(new TraceOptions { From = 3, To = 3 }), StringComparison.Ordinal);
        Assert.Contains(
            "no recurrent layer",
            Assert.Throws<DataFormatException>(() => Run(dense, new TraceOptions())).OnCommandLine,
            StringComparison.Ordinal);
    }

    private static MadeModel Stacked(params int[] lengths) =>
        new(new Stack(new Lstm(2, 8), new Gru(8, 5), new Elman(5, 4)), lengths) { HoursPerStep = 0.5 };

    private static InspectionResult Run(MadeModel model, TraceOptions options) =>
        new TraceLook(options).Run(model.Subject(), null, TestContext.Current.CancellationToken);

    private static MeasuredFigure Figure(InspectionResult result, string name) =>
        result.Figures.Single(f => f.Name == name);

    private static string[] Lines(InspectionResult result, string file) =>
        Encoding.UTF8.GetString(result.Files.Single(f => f.Name == file).Content.Span)
            .Split(_newLine, StringSplitOptions.RemoveEmptyEntries);
}
