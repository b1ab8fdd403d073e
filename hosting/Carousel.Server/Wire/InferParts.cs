using System.Text.Json;

namespace Carousel.Server.Wire;

/// <summary>Parts of requests of the Open Inference Protocol; the reader is at a value, and on return at its
/// end.</summary>
internal static class InferParts
{
    /// <summary>Reads a property.</summary>
    /// <param name="json">The reader, at its value; on return at the end of it.</param>
    /// <param name="name">Its name.</param>
    public delegate void Property(ref Utf8JsonReader json, string name);

    /// <summary>Reads an array of one object, or of none.</summary>
    /// <param name="json">The reader.</param>
    /// <param name="name">What messages call the array.</param>
    /// <param name="least">How many objects there must be.</param>
    /// <param name="read">Reads a property.</param>
    /// <exception cref="RequestException">It is something else.</exception>
    public static void ReadTensors(ref Utf8JsonReader json, string name, int least, Property read)
    {
        bool isArray = json.TokenType == JsonTokenType.StartArray;
        int count = 0;
        while (isArray && json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (++count > 1)
            {
                break;
            }

            ReadObject(ref json, name, read);
        }

        if (!isArray || count < least || count > 1)
        {
            throw new RequestException(400, $"\"{name}\" must be an array of one tensor.");
        }
    }

    /// <summary>Reads an object.</summary>
    /// <param name="json">The reader.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="read">Reads a property.</param>
    /// <exception cref="RequestException">It is something else.</exception>
    public static void ReadObject(ref Utf8JsonReader json, string name, Property read)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new RequestException(400, $"\"{name}\" must hold an object.");
        }

        var names = new UniqueNames();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string property = names.Add(ref json);
            json.Read();
            read(ref json, property);
        }
    }

    /// <summary>Looks whether a tensor has the name that the model gives it.</summary>
    /// <param name="json">The reader.</param>
    /// <param name="name">The name.</param>
    /// <param name="kind">What messages call the tensor.</param>
    /// <exception cref="RequestException">It has another one.</exception>
    public static void RequireName(ref Utf8JsonReader json, string name, string kind)
    {
        if (Text(ref json, "name") != name)
        {
            throw new RequestException(400, $"The model has one {kind}, \"{name}\".");
        }
    }

    /// <summary>Reads a text.</summary>
    /// <param name="json">The reader.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="RequestException">It is something else.</exception>
    public static string Text(ref Utf8JsonReader json, string name) =>
        json.TokenType == JsonTokenType.String
            ? json.GetString()!
            : throw new RequestException(400, $"\"{name}\" must be a text.");

    /// <summary>Reads true or false.</summary>
    /// <param name="json">The reader, on the name in front of it.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="RequestException">It is something else.</exception>
    public static bool Flag(ref Utf8JsonReader json, string name) => json.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw new RequestException(400, $"\"{name}\" must be true or false."),
    };
}
