using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Carousel.Studio.Messages;

/// <summary>Text for a model.</summary>
/// <param name="Text">The text.</param>
internal sealed record TextInput(string? Text);

/// <summary>What a model says.</summary>
/// <param name="Text">As <c>carousel predict</c> writes it.</param>
/// <param name="Columns">The same as a table.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Notes">What else is to be known.</param>
/// <param name="Sentence">The answers in one sentence.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record Answer(
    string Text, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<string> Notes,
    string Sentence, double Seconds);

/// <summary>How a text is to go on.</summary>
/// <param name="Prime">Its beginning.</param>
/// <param name="Length">How many units.</param>
/// <param name="Temperature">Below 1 safer, above 1 wilder.</param>
/// <param name="Seed">The same seed gives the same text.</param>
internal sealed record ContinuationRequest(string? Prime, int? Length, double? Temperature, ulong? Seed);

/// <summary>The continuation of a text.</summary>
/// <param name="Text">The text.</param>
/// <param name="Sentence">What is to be known of it.</param>
/// <param name="Notes">Of music: what sounds.</param>
/// <param name="Strokes">Of drawings: lines of points, x and y.</param>
internal sealed record Continuation(
    string Text, string Sentence,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<SoundingNote>? Notes = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<IReadOnlyList<double[]>>? Strokes = null);

/// <summary>A note that sounds.</summary>
/// <param name="Start">Second in which it begins.</param>
/// <param name="Seconds">How long it sounds.</param>
/// <param name="Pitch">The key, 60 for the middle C.</param>
internal sealed record SoundingNote(double Start, double Seconds, int Pitch);

/// <summary>Other values of columns that are known ahead.</summary>
/// <param name="Known">By column, one for each step.</param>
/// <param name="Series">Which series.</param>
internal sealed record ForecastChange(JsonObject? Known, string? Series);

/// <summary>A forecast.</summary>
/// <param name="PastTimes">Times of the last rows.</param>
/// <param name="Times">Times of the steps ahead.</param>
/// <param name="Series">Which series.</param>
/// <param name="Ids">All series.</param>
/// <param name="Targets">What is forecast.</param>
/// <param name="Known">The known future columns that it depends on.</param>
/// <param name="Notes">What else is to be known.</param>
internal sealed record ForecastView(
    IReadOnlyList<double> PastTimes, IReadOnlyList<double> Times, string? Series, IReadOnlyList<string> Ids,
    IReadOnlyList<ForecastTarget> Targets, IReadOnlyList<KnownAhead> Known, IReadOnlyList<string> Notes);

/// <summary>A column that is forecast.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Past">Its last values.</param>
/// <param name="Before">The forecast with unchanged values.</param>
/// <param name="Forecast">The forecast.</param>
/// <param name="Bands">Lower and upper ends by level in percent.</param>
internal sealed record ForecastTarget(
    string Name, IReadOnlyList<double?> Past, IReadOnlyList<double> Before, IReadOnlyList<double> Forecast,
    IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<double>>> Bands);

/// <summary>A column that is known ahead.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Past">Its last values.</param>
/// <param name="Values">Its values ahead.</param>
/// <param name="Least">The least in the data.</param>
/// <param name="Most">The greatest in the data.</param>
/// <param name="IsSwitch">Whether it is 0 or 1.</param>
internal sealed record KnownAhead(
    string Name, IReadOnlyList<double?> Past, IReadOnlyList<double> Values, double Least, double Most, bool IsSwitch);
