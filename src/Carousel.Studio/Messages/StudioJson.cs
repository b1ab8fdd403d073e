using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Carousel.Studio.Messages;

/// <summary>The messages of the studio as JSON; <c>web/src/api-types.ts</c> names the same fields.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.Strict,
    Converters = [typeof(FiniteNumber)])]
[JsonSerializable(typeof(About))]
[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(Check))]
[JsonSerializable(typeof(ChosenFile))]
[JsonSerializable(typeof(Comparison))]
[JsonSerializable(typeof(Continuation))]
[JsonSerializable(typeof(ContinuationRequest))]
[JsonSerializable(typeof(DataList))]
[JsonSerializable(typeof(DataPicture))]
[JsonSerializable(typeof(DataSet))]
[JsonSerializable(typeof(ForecastChange))]
[JsonSerializable(typeof(ForecastView))]
[JsonSerializable(typeof(JobList))]
[JsonSerializable(typeof(JobWords))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(NewData))]
[JsonSerializable(typeof(Plot))]
[JsonSerializable(typeof(Refusal))]
[JsonSerializable(typeof(RowPage))]
[JsonSerializable(typeof(Run))]
[JsonSerializable(typeof(RunChange))]
[JsonSerializable(typeof(RunList))]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(SampleList))]
[JsonSerializable(typeof(Service))]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(SessionRequest))]
[JsonSerializable(typeof(StudioTask))]
[JsonSerializable(typeof(TaskList))]
[JsonSerializable(typeof(TaskRequest))]
[JsonSerializable(typeof(TextInput))]
[JsonSerializable(typeof(Ticket))]
[JsonSerializable(typeof(TicketRequest))]
internal sealed partial class StudioJson : JsonSerializerContext
{
}
