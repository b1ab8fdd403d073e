using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel describe</c>: what a model is made of and what it costs.</summary>
internal sealed class DescribeCommand() : VerbCommand(
    "describe", "Show a model's layers and costs, or the plan and costs of a training.",
    "carousel describe out/flights/model.safetensors")
{
    private readonly Argument<string> _model = new("MODEL")
    {
        Description =
            "A model's file. Or a command line that trains, such as forecast data.csv --hidden 64: shows its plan and "
            + "costs, without training.",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_model];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [Run.Group];

    /// <inheritdoc/>
    public override string? UnknownVerb(string word) =>
        NearestName.Find(word, VerbCatalogue.MakeAll().OfType<JobCommand>().Select(v => v.Name)) is { } near
            ? $"{word}: there is no such file. Did you mean 'carousel describe {near}'?"
            : null;

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        string file = result.GetRequiredValue(_model);
        using IJobModel model = KnownModels.Load(file, Run.Threads(result));
        (IReadOnlyList<string> lines, ModelDescription description) = model.Describe();
        string[] notes = [.. lines, model.Share.Sentence];
        WriteHead(terminal, file, notes, model.Summary);
        WriteLayers(terminal, description);
        WriteCosts(terminal, description);
        if (Run.Json(result))
        {
            (LineOf(result, terminal, null, model, file, null) with
            {
                Parameters = description.Parameters,
                Description = description,
                Notes = notes,
            }).Write(terminal);
        }

        return Task.FromResult(ExitCode.Done);
    }

    private static void WriteHead(Terminal terminal, string file, string[] lines, FitSummary summary)
    {
        terminal.Out.WriteLine(terminal.OutPen.Bold(file));
        foreach (string line in lines)
        {
            terminal.Out.WriteLine($"  {line}");
        }

        string epoch = summary.BestScore is { } score
            ? $"best epoch {summary.BestEpoch}, validation {FigureText.Number(score)}; "
            : "";
        terminal.Out.WriteLine(Invariant.Of($"  {epoch}seed {summary.Seed}"));
        terminal.Out.WriteLine();
    }

    private static void WriteLayers(Terminal terminal, ModelDescription description)
    {
        TextGrid.Write(
            terminal,
            [
                new TextGrid.Column("layer", IsText: true), new TextGrid.Column("kind", IsText: true),
                new TextGrid.Column("weights", IsText: true), new TextGrid.Column("parameters"),
            ],
            [
                .. description.Layers.Select(layer => (TextGrid.Cell[])
                [
                    new(layer.Name), new(layer.Kind),
                    new(string.Join(", ", layer.Weights.Select(w => $"{w.Name} {w.Shape}"))),
                    new(FigureText.Count(layer.Parameters)),
                ]),
            ]);
        terminal.Out.WriteLine();
    }

    private static void WriteCosts(Terminal terminal, ModelDescription description)
    {
        string networks = description.Networks == 1 ? "" : $" in {description.Networks} networks of these layers";
        string quantized = description.QuantizedParameters == 0
            ? ""
            : $", {FigureText.Count(description.QuantizedParameters)} of the parameters in 8 bits with a scale per row";
        foreach ((string name, string value) in new[]
        {
            ("parameters", FigureText.Count(description.Parameters) + networks),
            ("weights", FigureText.Bytes(description.WeightBytes) + quantized),
            ("multiply-adds", $"{FigureText.Count(description.MultiplyAdds)} per {description.Unit}"),
            ("streaming state", FigureText.Bytes(description.StateBytes)),
        })
        {
            terminal.Out.WriteLine($"  {name,-24}{value}");
        }
    }
}
