using System.Text.Json;

namespace Carousel.Server.Wire;

/// <summary>
/// The names of one object of a request. An object that repeats a name is refused: readers differ in which of the
/// values they use, so that what one of them checked another would not do.
/// </summary>
internal sealed class UniqueNames
{
    private const int MostShown = 40;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Takes the next name of the object.</summary>
    /// <param name="json">The reader, on the name.</param>
    /// <exception cref="RequestException">The object has it already.</exception>
    /// <returns>The name.</returns>
    public string Add(ref Utf8JsonReader json)
    {
        string name = json.GetString()!;
        if (!_seen.Add(name))
        {
            throw Repeated(name);
        }

        return name;
    }

    /// <summary>Skips a value that is not used here, and checks its texts and names.</summary>
    /// <param name="json">The reader, on the value or the name before it; on its end afterwards.</param>
    /// <param name="end">The value must end before this byte of the text.</param>
    /// <returns>False where it does not; the reader is somewhere in it then.</returns>
    /// <exception cref="RequestException">An object in it repeats a name.</exception>
    /// <exception cref="InvalidOperationException">A text is damaged: who reads the value would stumble over
    /// it.</exception>
    public static bool Skip(ref Utf8JsonReader json, long end = long.MaxValue)
    {
        if (json.TokenType == JsonTokenType.PropertyName)
        {
            json.Read();
        }

        // As deep as the reader lets a text be, 32 or 64.
        if (json.TokenType == JsonTokenType.StartArray)
        {
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (!Skip(ref json, end))
                {
                    return false;
                }
            }
        }
        else if (json.TokenType == JsonTokenType.StartObject)
        {
            var names = new UniqueNames();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                names.Add(ref json);
                if (!Skip(ref json, end))
                {
                    return false;
                }
            }
        }
        else if (json.TokenType == JsonTokenType.String && json.BytesConsumed <= end)
        {
            _ = json.GetString();
        }

        return json.BytesConsumed <= end;
    }

    /// <summary>Says that an object repeats a name.</summary>
    /// <param name="name">The name.</param>
    public static RequestException Repeated(string name) => new(
        400,
        $"The body repeats \"{ErrorText.Cut(name, MostShown)}\": give each name of an "
        + "object once.");
}
