using System.Text.Json;
using System.Text.Json.Nodes;

namespace Carousel.Server.Doors;

/// <summary>What a key opens.</summary>
internal sealed record KeyRights
{
    /// <summary>The word for all models.</summary>
    public const string AllModels = "*";

    /// <summary>The names of the models that it may use.</summary>
    public IReadOnlyList<string> Models { get; init; } = [AllModels];

    /// <summary>Steps of all its sessions together; 0 for no limit.</summary>
    public int StepsPerSecond { get; init; }

    /// <summary>Sessions open at once; 0 for no limit.</summary>
    public int Sessions { get; init; }

    /// <summary>Whether it may see what the server counts of all callers.</summary>
    public bool Administers { get; init; }

    /// <summary>The rights as the store keeps them.</summary>
    public string ToJson() => new JsonObject
    {
        ["models"] = new JsonArray([.. Models.Select(name => JsonValue.Create(name))]),
        ["steps_per_second"] = StepsPerSecond,
        ["sessions"] = Sessions,
        ["administer"] = Administers,
    }.ToJsonString();

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <returns>The rights; null where the text is something else: such a key opens nothing.</returns>
    public static KeyRights? Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            return new KeyRights
            {
                Models = [.. root.GetProperty("models").EnumerateArray().Select(name => name.GetString()!)],
                StepsPerSecond = root.GetProperty("steps_per_second").GetInt32(),
                Sessions = root.GetProperty("sessions").GetInt32(),
                Administers = root.GetProperty("administer").GetBoolean(),
            };
        }
        catch (Exception exception) when (exception
            is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }
}
