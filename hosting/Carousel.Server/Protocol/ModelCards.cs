using System.Text.Json;
using Carousel.Networks;
using Carousel.Server.Doors;
using Carousel.Server.Engine;
using Carousel.Server.Models;
using Carousel.Server.Wire;
using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Protocol;

/// <summary>What the server says of its models and of itself.</summary>
/// <param name="models">The models that are served.</param>
/// <param name="engine">Has the sessions.</param>
/// <param name="doorkeeper">Says who may see what.</param>
internal sealed class ModelCards(ModelCatalogue models, ISessionEngine engine, Doorkeeper doorkeeper)
{
    private readonly ServerFigures _figures = new(models, engine);

    /// <summary>Answers paths outside of <c>/v1</c>.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">Its path.</param>
    /// <returns>False where the path is not one of the server's.</returns>
    public ValueTask<bool> TryAnswerAsync(HttpContext context, string path)
    {
        if (path != "/metrics.json")
        {
            return ValueTask.FromResult(false);
        }

        Doorkeeper.RequireAdministrator(doorkeeper.Admit(context));
        if (context.Request.Method != "GET")
        {
            throw Refusals.NoMethod(context, "GET");
        }

        Write(context, _figures.Write);
        return ValueTask.FromResult(true);
    }

    /// <summary>The models that are served.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    public Task ListAsync(HttpContext context, Caller caller)
    {
        Write(context, json =>
        {
            json.WriteStartArray("models");
            foreach (ServedModel model in models.Current.Values.OrderBy(m => m.Name, StringComparer.Ordinal))
            {
                if (doorkeeper.MayUse(caller, model.Name))
                {
                    json.WriteStartObject();
                    WriteHead(json, model);
                    json.WriteEndObject();
                }
            }

            json.WriteEndArray();
        });
        return Task.CompletedTask;
    }

    /// <summary>The card of a model.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="name">The model.</param>
    public Task CardAsync(HttpContext context, Caller caller, string name)
    {
        doorkeeper.Require(caller, name);
        if (!models.Current.TryGetValue(name, out ServedModel? model))
        {
            throw new RequestException(404, $"There is no model '{name}'; see GET /v1/models.");
        }

        Write(context, json =>
        {
            WriteHead(json, model);
            json.WriteNumber("parameters", model.Model.Summary.Parameters);
            json.WriteNumber("sessions", engine.SessionsOf(model.Number));
            if (model.Network is { } network)
            {
                NetworkDesign design = network.Design;
                json.WriteStartObject("input");
                json.WriteNumber("width", model.InputSize);
                json.WriteNumber("symbols", model.Symbols);
                WriteNames(json, design.InputColumns());
                json.WriteEndObject();
                json.WriteStartObject("output");
                json.WriteNumber("width", model.OutputSize);
                WriteNames(json, design.OutputColumns());
                json.WriteEndObject();
            }
            else
            {
                json.WriteStartObject("input");
                json.WriteString("row", model.Stepping!.Row);
                json.WriteEndObject();
                json.WriteStartObject("output");
                json.WriteString("answer", model.Stepping!.Answer);
                json.WriteEndObject();
            }

            json.WritePropertyName("metrics");
            json.WriteRawValue(model.Training);
            json.WritePropertyName("data");
            json.WriteRawValue(model.Data);
        });
        return Task.CompletedTask;
    }

    private static void WriteNames(Utf8JsonWriter json, IReadOnlyList<string> names)
    {
        json.WriteStartArray("columns");
        foreach (string name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }

    private static void WriteHead(Utf8JsonWriter json, ServedModel model)
    {
        json.WriteString("name", model.Name);
        json.WriteString("version", model.Sha256);
        json.WriteString("task", model.Model.Task);
    }

    private static void Write(HttpContext context, Action<Utf8JsonWriter> write)
    {
        var text = TextBuffer.Begin();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        RequestBody.WriteJson(context, 200, text.Written);
    }
}
