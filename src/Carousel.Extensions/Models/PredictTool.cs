using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs;
using Microsoft.Extensions.AI;

namespace Carousel.Extensions.Models;

/// <summary>Applies a model to text that an agent gives.</summary>
internal sealed class PredictTool : AIFunction
{
    private const string Data = "data";

    private readonly ICarouselModels _models;
    private readonly string _model;

    /// <summary>A tool.</summary>
    /// <param name="models">The application's models.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="profile">Describes the model.</param>
    public PredictTool(ICarouselModels models, string name, ModelProfile profile)
    {
        (_models, _model) = (models, name);
        (Name, Description) = (NameFor(name), profile.Sentences);
        string data = profile.ReadsText ? "The text." : "A table as CSV: the header and columns of the training.";
        JsonSchema = JsonElement.Parse(
            $$$"""
            {"type":"object","properties":{"data":{"type":"string","description":"{{{data}}}"}},"required":["data"]}
            """);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <inheritdoc/>
    public override JsonElement JsonSchema { get; }

    /// <summary>The name of a model's tool: chat services accept letters, digits, underscores and hyphens.</summary>
    /// <param name="model">The model's name.</param>
    /// <returns>The name; models with names of other characters may have the same.</returns>
    public static string NameFor(string model) =>
        "predict_" + string.Concat(model.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' ? c : '_'));

    /// <inheritdoc/>
    protected override async ValueTask<object?> InvokeCoreAsync(
        AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        string text = arguments.GetValueOrDefault(Data)?.ToString()
            ?? throw new ArgumentException($"The tool {Name} needs '{Data}'.", nameof(arguments));
        using var output = new StringWriter();
        try
        {
            JobAnswer answer = await _models.PredictAsync(
                _model, JobInput.OfText(text, Data), output, cancellationToken).ConfigureAwait(false);
            return string.Join('\n', answer.Notes.Append(answer.Sentence).Prepend(output.ToString())).TrimEnd();
        }
        catch (DataFormatException exception)
        {
            // The agent can correct its data.
            return $"The data were rejected: {exception.Message}";
        }
    }
}
